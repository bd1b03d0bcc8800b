/** The sites of docs/first-padlock.md, each in its own language, against the sandbox: where that language is installed. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { brand, iAdvize } from '../mock-iadvize/sample-keys.ts'
import { startPadlock } from './cli/padlock-process.ts'

const folder = fileURLToPath(new URL('../docs/examples/first-padlock/', import.meta.url))
const sid = '4242'

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { timeout: 20_000 }).status === 0
/** Debian's packages are for Debian's Python. */
const python = (): string | undefined => ['python3', '/usr/bin/python3'].find(it => works(it, '-c', 'import jwcrypto'))

type Language = { name: string; needs: string; command: () => string | undefined; args: (port: number) => string[] }
const languages: Language[] = [
  { name: 'Python', needs: 'Python 3 with jwcrypto', command: python, args: () => [join(folder, 'site.py')] },
  {
    name: 'PHP',
    needs: 'PHP 8 with phpseclib 3',
    command: () => (works('php', '-r', "require 'phpseclib3/autoload.php';") ? 'php' : undefined),
    args: port => ['-S', `127.0.0.1:${port}`, join(folder, 'site.php')],
  },
  {
    name: 'Java',
    needs: 'a JDK, 17 or newer',
    command: () => (works('javac', '--release', '17', '--version') ? 'java' : undefined),
    args: () => [join(folder, 'Site.java')],
  },
]

for (const { name, needs, command: commandOf, args } of languages)
  test(`a backend in ${name}: a padlock for who signs in, none after`, async ({ page, request }, testInfo) => {
    const command = commandOf()
    test.skip(command === undefined, `not installed here: ${needs}`)
    const keys = testInfo.outputPath('keys')
    mkdirSync(keys, { recursive: true })
    for (const [side, pair] of [
      ['brand', brand],
      ['iadvize-test', iAdvize],
    ] as const) {
      writeFileSync(join(keys, `${side}-private.pem`), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
        mode: 0o600,
      })
      writeFileSync(join(keys, `${side}-public.pem`), pair.publicKey.export({ type: 'spki', format: 'pem' }))
    }
    const sandbox = startPadlock(['sandbox', '--port', '0', '--keys', keys])
    const origin = await new Promise<string>((resolve, reject) => {
      sandbox.child.stdout?.on('data', (chunk: Buffer) => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())
        if (found) resolve(found[0])
      })
      sandbox.ended.then(({ stderr }) => reject(new Error(`the sandbox ended: ${stderr}`)), reject)
    })
    const port = await freePort()
    const site = `http://127.0.0.1:${port}`
    const env = {
      ...process.env,
      PORT: `${port}`,
      IADVIZE_TAG: `${origin}/iadvize.js`,
      PADLOCK_KEYS: keys,
      PAGE: join(folder, 'page.html'),
    }
    const server = spawn(command ?? '', args(port), { env, stdio: 'ignore' })
    try {
      await expect(async () => expect((await fetch(`${site}/iadvize-token`)).status).toBe(401)).toPass({
        timeout: 20_000,
      })
      await page.goto(site)
      await expect(page.locator('#chat')).toHaveText('authentication-success')
      await page.getByRole('button', { name: 'Sign in as Ada' }).click()
      const control = `${origin}/control/v1/tenants/${sid}`
      const padlock = await request.get(`${control}/padlock?userId=account-7f3a&timeout=10`)
      expect(await padlock.json()).toMatchObject({ padlock: true, visitorData: { firstName: 'Ada' } })
      const [newest] = (await (await request.get(`${control}/activations?limit=1`)).json()) as { token: object }[]
      expect(newest).toMatchObject({ token: { verdict: 'accepted', findings: [] } })

      await page.getByRole('button', { name: 'Sign out' }).click()
      await expect(page.locator('#who')).toHaveText('Nobody is signed in.')
      await expect(page.locator('#chat')).toHaveText('authentication-success')
      const conversations = (await (await request.get(`${control}/conversations`)).json()) as { padlock: boolean }[]
      expect(conversations.some(({ padlock }) => padlock)).toBe(false)
    } finally {
      server.kill()
      sandbox.child.kill('SIGINT')
      await sandbox.ended
    }
  })
