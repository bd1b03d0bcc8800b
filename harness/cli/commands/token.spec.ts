/** `padlock token`, and the tokens of `padlock verify` that come from elsewhere, as a user runs them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { padlock, startPadlock } from '../padlock-process.ts'
import { verificationSchema } from '../verification.ts'

test('token makes what verify judges: in a pipe, a file, a HAR, and as the provider answers it', async ({}, testInfo) => {
  const cwd = testInfo.outputPath('tokens')
  mkdirSync(cwd, { recursive: true })
  const keyFolder = join(cwd, 'padlock/sandbox-keys')
  const keys = [
    '--brand-key',
    join(keyFolder, 'brand-public.pem'),
    '--iadvize-key',
    join(keyFolder, 'iadvize-test-private.pem'),
  ]
  const home = { XDG_STATE_HOME: cwd }
  const first = await padlock(['token'], { cwd, env: home })
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toMatch(/^[\w-]+(\.[\w-]+){4}\n$/)
  expect(first.stderr).toContain('made test keys, kept in')
  expect(first.stderr).toContain(`… | npm run --silent padlock -- verify ${keys.join(' ')}`)
  expect(first.stderr).toContain('the same in your language: npm run --silent padlock -- token --in LANGUAGE')

  const [wrong, two] = await Promise.all([
    padlock(['token', '--defect', 'exp-past', '--user-id', 'account-7f3a'], { cwd, env: home }),
    padlock(['token', '--count', '2', '--lifetime', '600'], { cwd, env: home }),
  ])
  expect(wrong.stderr).toContain('wrong on purpose, exp-past')
  writeFileSync(join(cwd, 'tokens.txt'), two.stdout)
  const entry = {
    request: { method: 'GET', url: 'https://shop.test/token?a=1' },
    response: { content: { text: wrong.stdout.trim() } },
  }
  writeFileSync(join(cwd, 'shop.har'), JSON.stringify({ log: { entries: [entry] } }))
  const site = createServer((request, response) => {
    const isIn = request.headers.cookie === 'session=ada'
    response
      .setHeader('content-type', isIn ? 'application/json' : 'text/html')
      .end(isIn ? JSON.stringify({ data: first.stdout.trim() }) : '<html>')
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/token`

  const env = { COOKIE: 'session=ada' }
  const [piped, har, fetched, asGuest] = await Promise.all([
    padlock(['verify', ...keys], { cwd, stdin: first.stdout }),
    padlock(['verify', ...keys, '--har', 'shop.har', '--json'], { cwd }),
    padlock(['verify', ...keys, '--from-url', url, '--cookie-env', 'COOKIE'], { cwd, env }),
    padlock(['verify', ...keys, '--from-url', url], { cwd }),
  ])
  site.closeAllConnections()
  site.close()
  expect(piped, piped.stdout).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\naccepted\n$/),
    stderr: '',
  })
  expect(har.code).toBe(1)
  expect(verificationSchema.parse(JSON.parse(har.stdout))).toMatchObject({
    counts: { tokens: 1, refused: 1 },
    tokens: [{ from: 'answer of GET https://shop.test/token: text', findings: [{ code: 'expired' }] }],
  })
  expect(fetched, fetched.stderr).toMatchObject({ code: 0, stderr: '' })
  expect(fetched.stdout).toContain(`answer of GET ${url}: JSON /data`)
  expect(asGuest).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('most likely the login page'),
  })

  // Quiet until something changes, and Ctrl-C ends it.
  const { child, ended } = startPadlock(['verify', ...keys, '--tokens', 'tokens.txt', '--watch', '--json'], { cwd })
  const lines: string[] = []
  child.stdout?.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')))
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBe(1)
  appendFileSync(join(cwd, 'tokens.txt'), wrong.stdout)
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBe(2)
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, stderr: 'padlock: stopped\n' })
  expect(lines.map(line => (JSON.parse(line) as { counts: object }).counts)).toEqual([
    { tokens: 2, accepted: 2, refused: 0, others: 0 },
    { tokens: 3, accepted: 2, refused: 1, others: 0 },
  ])
})

test('token names all mistakes of its caller at once, and makes nothing', async ({}, testInfo) => {
  const cwd = testInfo.outputPath('mistakes')
  mkdirSync(cwd, { recursive: true })
  const args = [
    '--defect',
    'exp-pst',
    '--defect',
    'keys-1024',
    '--count',
    '0',
    '--visitor-data',
    'x',
    '--at',
    'noon',
    '--json',
  ]
  const { code, stdout, stderr } = await padlock(['token', ...args], { cwd })
  for (const words of [
    'did you mean «exp-past»',
    'is wrong at iAdvize',
    '--count 0',
    'NAME=TEXT',
    'noon',
    '--json belongs',
  ])
    expect(stderr).toContain(words)
  expect({ code, stdout, files: readdirSync(cwd) }).toEqual({ code: 2, stdout: '', files: [] })
})
