/** `conformance` and the reporter as an integrator uses them: in a Playwright project of their own, run by Playwright's own command. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test as base } from '@playwright/test'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { findBrowser } from '../browser/launch/find-browser.ts'
import type { ConformanceOptions } from './playwright.ts'
import { openShop, shopKeys } from '../site/shop.ts'
import { textOf } from '../upkeep/unpacked.ts'
import { resultSchema } from '../verdict/result.ts'

type Ended = { code: number; output: string }
type Project = {
  folder: string
  /** user names, passwords, userIds and visitorData of the shop's users */
  personal(): string[]
  /** relative to the project's folder */
  read(path: string): string
  files(folder: string): string[]
  /** `npx playwright …` there, against a shop with these defects */
  playwright(
    defects: string[],
    options: Partial<ConformanceOptions> & { signIn?: { signIn: 'by function' } },
    ...args: string[]
  ): Promise<Ended>
}

const padlock = (file: string): string => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)))
const cli = createRequire(import.meta.url).resolve('@playwright/test/cli')
const sid = '1234'

/** As an integrator writes it who has not read that there is `type`. */
const byFunction = `async (page, { username, password }) => {
  await page.goto('/login')
  await page.getByLabel(/name|mail/i).first().fill(username)
  await page.locator('input[type=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(url => !url.pathname.includes('login'))
}`

const test = base.extend<{ project: Project }>({
  project: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-theirs-'))
    const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
    const { executablePath, env } = await findBrowser()
    const write = (name: string, text: string | Buffer): void => writeFileSync(join(folder, name), text)
    write('package.json', '{ "type": "module" }')
    write('brand.pem', brand.publicKey.export({ type: 'spki', format: 'pem' }))
    write('iadvize.pem', iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    // A guest of theirs has a cookie, and French pages; padlock's visitors are nobody yet.
    write(
      'playwright.config.ts',
      `export default {
  fullyParallel: true,
  workers: 2,
  reporter: [['line'], [${padlock('playwright-reporter.ts')}]],
  use: {
    locale: 'fr-FR',
    storageState: { cookies: [{ name: 'session', value: 'theirs', domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] },
    launchOptions: ${JSON.stringify({ executablePath, ...(env && { env: { ...process.env, ...env } }) })},
  },
}`,
    )
    let personal: string[] = []
    await use({
      folder,
      personal: () => personal,
      read: path => readFileSync(join(folder, path), 'utf8'),
      files: path => readdirSync(join(folder, path)).sort(),
      playwright: async (defects, { signIn, ...options }, ...args) => {
        const shop = await openShop({
          keys: shopKeys(brand.privateKey, iAdvize.publicKey),
          sid,
          platform: 'halc',
          defects,
        })
        const [ada] = shop.users
        personal = shop.users.flatMap(({ username, password, userId, visitorData }) => [
          username,
          password,
          userId,
          ...Object.values(visitorData),
        ])
        const config = {
          ...signIn,
          url: shop.origin,
          sid,
          pages: { signedIn: ['/account'] },
          keys: { brand: 'brand.pem', iAdvize: 'iadvize.pem' },
          users: [{ username: { env: 'ADA' }, password: { env: 'ADA_PASSWORD' }, userId: { env: 'ADA_ID' } }],
        }
        write(
          'conformance.spec.ts',
          `import { conformance } from ${padlock('playwright.ts')}\nconformance(${JSON.stringify({ config, ...options }).replace('"by function"', byFunction)})\n`,
        )
        const secrets = { ADA: ada?.username, ADA_PASSWORD: ada?.password, ADA_ID: ada?.userId }
        const own = Object.entries(process.env).filter(([name]) => !/^(PADLOCK_|TEST_|FORCE_COLOR|GITHUB_)/.test(name))
        const ended = await new Promise<Ended>(resolve =>
          execFile(
            process.execPath,
            [cli, ...args],
            { cwd: folder, env: { ...Object.fromEntries(own), ...secrets } },
            (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
          ),
        )
        await shop.close()
        return ended
      },
    })
    rmSync(folder, { recursive: true, force: true })
  },
})

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

test.describe.configure({ timeout: 90_000 })

test('journeys are tests of theirs: a broken MUST fails its test with the cure, a left-out one is skipped', async ({
  project,
}) => {
  const { code, output } = await project.playwright(
    ['ext-id-left-on'],
    { journeys: ['guest-visit', 'sign-in', 'switch-user'] },
    'test',
  )
  expect(code, output).toBe(1)
  for (const told of ['1 failed', '1 skipped', '1 passed', 'Padlock › a guest signs in']) expect(output).toContain(told)
  expect(output).toMatch(/ext-id\/absent\n\s+expected .+\n\s+received .+\n\s+cure .*idzCustomData/)
  const result = resultSchema.parse(JSON.parse(project.read('padlock-report/report.json')))
  expect(result.firstCause).toBe('ext-id/absent')
  expect(result.notes.join()).toContain('A proxy of Padlock’s led requests to iAdvize to the mock')
  const recorded = ['guest-visit.json', 'sign-in.json', 'switch-user.json']
  expect(project.files('padlock-report/recordings')).toEqual(recorded)
  expect(project.files('test-results/padlock/default')).toEqual(recorded)
})

test("a shard is not judged; Playwright's own merge-reports judges all of them", async ({ project }) => {
  const reporter = fileURLToPath(new URL('./playwright-reporter.ts', import.meta.url))
  const journeys = ['guest-visit', 'sign-in']
  const part = await project.playwright([], { journeys }, 'test', '--shard=1/2', `--reporter=blob,${reporter}`)
  expect(part.code, part.output).toBe(0)
  expect(part.output).toContain('shard 1 of 2, and a part is not judged')
  const whole = await project.playwright([], {}, 'merge-reports', `--reporter=${reporter}`, 'blob-report')
  expect(whole.output).toMatch(/\d+ met · 0 violated/)
  expect(project.files('padlock-report/recordings')).toEqual(['guest-visit.json'])
})

test('what is wrong with the call is told, with what was probably meant', async ({ project }) => {
  const misspelt = await project.playwright([], { journeys: ['sing-in'] }, 'test')
  expect(misspelt.output).toContain('conformance: there is no journey «sing-in»; did you mean «sign-in»?')
  const unset = await project.playwright([], { config: 'none.json', journeys: ['guest-visit'] }, 'test')
  expect(unset.output).toContain('there is no such configuration file')
  expect([misspelt.code, unset.code]).toEqual([1, 1])
})

for (const [how, signIn] of [
  ['the form', {}],
  ['their function, which fills fields in', { signIn: { signIn: 'by function' } }],
] as const)
  test(`no trace, picture, report or error context of theirs holds what was typed by ${how}, or whom the pages name`, async ({
    project,
  }) => {
    const options = { ...signIn, journeys: ['sign-in'] }
    const args = ['test', '--trace=on', '--reporter=html,json,junit,list', '--output=kept']
    const { code, output } = await project.playwright(['ext-id-left-on'], options, ...args)
    expect(code, output).toBe(1)
    const files = filesIn(project.folder).filter(path => !/\.pem$|conformance\.spec\.ts$/.test(path))
    expect(files.join()).toMatch(/trace\.zip/)
    const texts = [['what it printed', output], ...files.map(path => [path, textOf(readFileSync(path))])]
    expect(texts.some(([, text]) => text?.includes('sign in as the first user'))).toBe(true)
    const leaks = texts.flatMap(([where, text = '']) =>
      project
        .personal()
        .flatMap(secret => (secret.length > 3 && text.includes(secret) ? [`${secret} in ${where}`] : [])),
    )
    expect(leaks).toEqual([])
  })
