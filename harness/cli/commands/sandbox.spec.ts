/** The command as its users start it: what docs/sandbox.md shows works, and what was acknowledged survives a kill. */
import { spawn } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test as base } from '@playwright/test'
import { exchangePath } from '../../../mock-iadvize/contract.ts'
import { claimsAt, jwe, jws } from '../../../mock-iadvize/token/forgery.ts'
import { connectSandbox } from '../../../mock-iadvize/sandbox/client.ts'
import { keyFiles } from '../../../mock-iadvize/sandbox/kept-keys.ts'
import { padlock, startPadlock } from '../padlock-process.ts'

type Running = { origin: string; told: string; kill(signal: NodeJS.Signals): Promise<number | null> }

const started = (args: string[], env: Record<string, string>): Promise<Running> => {
  const { child, ended } = startPadlock(['sandbox', '--port', '0', ...args], { env })
  return new Promise((resolve, reject) => {
    let told = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      const origin = /^padlock sandbox: (\S+)/.exec(told)?.[1]
      if (origin === undefined || !told.endsWith(')\n')) return
      resolve({
        origin,
        told,
        async kill(signal) {
          child.kill(signal)
          return (await ended).code
        },
      })
    })
    void ended.then(({ stderr }) => reject(new Error(stderr)))
  })
}

const test = base.extend<{ folder: string; keys: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-sandbox-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  /** where the sandbox keeps its keys for a user */
  keys: async ({ folder }, use) => use(join(folder, 'padlock', 'sandbox-keys')),
})

const tokenFor = (keys: string, userId: string): string => {
  const pem = (name: string) => readFileSync(join(keys, name))
  const claims = { ...claimsAt(new Date()), 'https://iadvize.com/userId': userId }
  return jwe(jws(claims, createPrivateKey(pem(keyFiles.brandPrivate))), createPublicKey(pem(keyFiles.iAdvizePublic)))
}

/** What the tag posts. */
const activate = (origin: string, vuid: string, token?: string): Promise<Response> =>
  fetch(origin + exchangePath, {
    method: 'POST',
    body: JSON.stringify({
      sid: '4242',
      vuid,
      deviceId: 'd',
      page: '/account',
      ...(token === undefined ? { option: 'ANONYMOUS' } : { option: 'SECURED_AUTHENTICATION', token }),
    }),
  })
const vuidOf = (index: number): string => String(index).padStart(45, '0')

const run = (command: string, args: string[], cwd: string): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    child.on('error', reject)
    child.on('close', code => resolve({ code, output }))
  })

const docs = readFileSync(fileURLToPath(new URL('../../../docs/sandbox.md', import.meta.url)), 'utf8')
const blocks = (language: string): string =>
  [...docs.matchAll(new RegExp(`\`\`\`${language}\n(.+?)\`\`\``, 'gs'))].map(([, code]) => code).join('\n')

// All that the page shows, one process after the other.
test.describe.configure({ timeout: 60_000 })

test('what docs/sandbox.md shows works, with curl, Python and the client', async ({ folder, keys }) => {
  const { origin, told, kill } = await started([], { XDG_STATE_HOME: folder })
  expect(told).toContain(`<script async src="${origin}/iadvize.js?sid=4242"></script>`)
  expect(told).toContain(keys)
  expect(statSync(join(keys, keyFiles.iAdvizePrivate)).mode & 0o777).toBe(0o600)
  expect((await activate(origin, vuidOf(1), tokenFor(keys, 'account-7f3a'))).status).toBe(200)
  const { conversation } = await (await connectSandbox(origin)).awaitPadlock({ userId: 'account-7f3a', timeout: 5 })

  const second = await padlock(['sandbox', '--port', new URL(origin).port], { env: { XDG_STATE_HOME: folder } })
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`another sandbox runs there, ${origin}/inspector: use it, end it`),
  })

  const here = (code: string) => code.replaceAll('http://127.0.0.1:4280', origin)
  const python = `${here(blocks('python'))}\nassert await_padlock("account-7f3a")["padlock"]\ntry:\n    await_padlock("nobody", 0)\nexcept AssertionError as told:\n    print(told)\n`
  writeFileSync(join(folder, 'padlock.py'), python)
  const fromPython = await run('python3', ['padlock.py'], folder)
  expect(fromPython).toMatchObject({ code: 0, output: expect.stringContaining('no padlock came for this user') })

  const shell = here(blocks('sh')).replaceAll('CONVERSATION', conversation)
  const curl = 'set -e\ncurl() { command curl -sS --fail-with-body "$@"; echo; }\n'
  const fromShell = await run('bash', ['-c', curl + shell], folder)
  expect(fromShell.code, fromShell.output).toBe(0)
  expect(fromShell.output).toContain('Good morning, how can I help?')
  expect(fromShell.output).not.toMatch(/PRIVATE KEY|eyJ[\w-]+\.[\w-]+\./)

  const client = blocks('js').replace(
    'iadvize-padlock/sandbox',
    pathToFileURL(fileURLToPath(new URL('../../api/sandbox.ts', import.meta.url))).href,
  )
  writeFileSync(join(folder, 'sandbox.test.mjs'), client)
  const fromClient = await run(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--test', 'sandbox.test.mjs'],
    folder,
  )
  expect(fromClient.code, fromClient.output).toBe(0)
  expect(await kill('SIGINT')).toBe(0)
})

test('killed in the middle of writes, it has all that it acknowledged', async ({ folder, keys }) => {
  const state = ['--state', join(folder, 'state.sqlite')]
  const first = await started(state, { XDG_STATE_HOME: folder })
  await activate(first.origin, vuidOf(0), tokenFor(keys, 'account-7f3a'))
  const client = await connectSandbox(first.origin)
  const { conversation } = await client.awaitPadlock({ timeout: 5 })
  await client.createTenant({ sid: '5678', sessionMinutes: 20 })
  await client.setFault('logout-slow')
  await client.jump(5)

  const guests: string[] = []
  const messages: string[] = []
  const write = async (lane: number): Promise<void> => {
    for (let index = lane; ; index += 8) {
      const text = `message ${index}`
      await client.answer(conversation, text)
      messages.push(text)
      const answer = await activate(first.origin, vuidOf(index))
      guests.push(((await answer.json()) as { conversation: string }).conversation)
    }
  }
  const writing = Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map(write))
  await expect.poll(() => guests.length).toBeGreaterThan(40)
  await first.kill('SIGKILL')
  await writing

  const second = await started(state, { XDG_STATE_HOME: folder })
  const after = await connectSandbox(second.origin)
  const conversations = await after.conversations()
  const ids = new Set(conversations.map(each => each.conversation))
  expect(guests.filter(id => !ids.has(id))).toEqual([])
  const users = conversations.find(each => each.conversation === conversation)
  expect(users).toMatchObject({ userId: 'account-7f3a', padlock: true, reason: 'identity verified' })
  const texts = new Set(users?.messages.map(({ text }) => text))
  expect(messages.filter(text => !texts.has(text))).toEqual([])
  expect(await after.tenant()).toMatchObject({ fault: { name: 'logout-slow' }, jumpedMinutes: 5 })
  expect(await after.site('5678').tenant()).toMatchObject({ sessionMinutes: 20 })
  expect(await second.kill('SIGTERM')).toBe(0)
})
