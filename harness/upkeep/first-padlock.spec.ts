/**
 * The sites of docs/first-padlock.md, each in its own language, against the sandbox, and the Selenium suite that drives one of them:
 * those whose packages are missing on this machine are skipped.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test as base } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { startPadlock } from '../cli/padlock-process.ts'
import { debianPython, inDebianPython, jdk17, notInstalled, onPath } from './installed.ts'

const folder = fileURLToPath(new URL('../../docs/examples/first-padlock/', import.meta.url))
const sid = '4242'

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

type Open = { site: string; sandbox: string }
type Language = {
  name: string
  installed: boolean
  /** of Debian */
  packages: string
  command: string
  args: (port: number) => string[]
}
const inPython: Language = {
  name: 'Python',
  installed: inDebianPython('jwcrypto'),
  packages: 'python3-jwcrypto',
  command: debianPython,
  args: () => [join(folder, 'site.py')],
}
const languages: Language[] = [
  inPython,
  {
    name: 'PHP',
    installed: onPath('php') && existsSync('/usr/share/php/phpseclib3/autoload.php'),
    packages: 'php-cli, php-phpseclib3',
    command: 'php',
    args: port => ['-S', `127.0.0.1:${port}`, join(folder, 'site.php')],
  },
  {
    name: 'Java',
    installed: jdk17(),
    packages: 'default-jdk-headless',
    command: 'java',
    args: () => [join(folder, 'Site.java')],
  },
]

const test = base.extend<{ opened: (language: Language) => Promise<Open> }>({
  opened: async ({}, use, testInfo) => {
    const ends: (() => unknown)[] = []
    await use(async ({ command, args }) => {
      const keys = testInfo.outputPath('keys')
      mkdirSync(keys, { recursive: true })
      for (const [side, pair] of [
        ['brand', brand],
        ['iadvize-test', iAdvize],
      ] as const) {
        const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' })
        writeFileSync(join(keys, `${side}-private.pem`), pem, { mode: 0o600 })
        writeFileSync(join(keys, `${side}-public.pem`), pair.publicKey.export({ type: 'spki', format: 'pem' }))
      }
      const { child, ended } = startPadlock(['sandbox', '--port', '0', '--keys', keys])
      ends.push(() => (child.kill('SIGINT'), ended))
      const sandbox = await new Promise<string>((resolve, reject) => {
        child.stdout?.on('data', (chunk: Buffer) => {
          const found = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())
          if (found) resolve(found[0])
        })
        ended.then(({ stderr }) => reject(new Error(`the sandbox ended: ${stderr}`)), reject)
      })
      const port = await freePort()
      const env = {
        ...process.env,
        PORT: `${port}`,
        IADVIZE_TAG: `${sandbox}/iadvize.js`,
        PADLOCK_KEYS: keys,
        PAGE: join(folder, 'page.html'),
      }
      const server = spawn(command, args(port), { env, stdio: 'ignore' })
      ends.push(() => server.kill())
      const site = `http://127.0.0.1:${port}`
      await expect(async () => expect((await fetch(`${site}/iadvize-token`)).status).toBe(401)).toPass({
        timeout: 20_000,
      })
      return { site, sandbox }
    })
    for (const end of ends) await end()
  },
})

test.describe.configure({ timeout: 60_000 })

for (const language of languages)
  test(`a backend in ${language.name}: a padlock for who signs in, none after`, async ({ opened, page, request }) => {
    test.skip(!language.installed, `${notInstalled}${language.packages}`)
    const { site, sandbox } = await opened(language)
    await page.goto(site)
    await expect(page.locator('#chat')).toHaveText('authentication-success')
    await page.getByRole('button', { name: 'Sign in as Ada' }).click()
    const control = `${sandbox}/control/v1/tenants/${sid}`
    const padlock = await request.get(`${control}/padlock?userId=account-7f3a&timeout=10`)
    expect(await padlock.json()).toMatchObject({ padlock: true, visitorData: { firstName: 'Ada' } })
    const [newest] = (await (await request.get(`${control}/activations?limit=1`)).json()) as { token: object }[]
    expect(newest).toMatchObject({ token: { verdict: 'accepted', findings: [] } })

    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.locator('#who')).toHaveText('Nobody is signed in.')
    await expect(page.locator('#chat')).toHaveText('authentication-success')
    const conversations = (await (await request.get(`${control}/conversations`)).json()) as { padlock: boolean }[]
    expect(conversations.some(({ padlock }) => padlock)).toBe(false)
  })

test('the Selenium suite passes', async ({ opened }) => {
  const hasDriver = process.env['CHROMEDRIVER'] !== undefined || onPath('chromedriver')
  test.skip(
    !inPython.installed || !inDebianPython('selenium') || !hasDriver,
    `${notInstalled}python3-jwcrypto, python3-selenium, chromium-driver`,
  )
  const { site, sandbox } = await opened(inPython)
  const suite = fileURLToPath(new URL('../../docs/examples/selenium-python/test_padlock.py', import.meta.url))
  const ran = spawn(debianPython, [suite], { env: { ...process.env, SITE: site, SANDBOX: sandbox } })
  let said = ''
  ran.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  expect(await new Promise(resolve => ran.on('close', resolve)), said).toBe(0)
})
