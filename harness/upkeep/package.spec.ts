/** The package as an integrator has it: packed, installed in an empty folder elsewhere, and used as the README says. */
import { spawn } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, expect, test as base } from '@playwright/test'
import { findBrowser } from '../browser/launch/find-browser.ts'
import { openShop, shopKeys } from '../site/shop.ts'
import { recordingSchema } from '../recording/recording.ts'
import { resultSchema } from '../verdict/result.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sid = '1234'

type Ended = { code: number | null; stdout: string; stderr: string }

/** A command as it is typed in a folder, with nothing in its environment that npm or an outer run has put there. */
const typed = (folder: string, command: string, env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|PADLOCK_(PLAN|SALT)|FORCE_COLOR|NODE_)/.test(name),
    )
    const child = spawn(command, { cwd: folder, shell: true, env: { ...Object.fromEntries(own), ...env } })
    const ended: Ended = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (ended.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()))
    child.stdin.end()
    child.on('error', reject)
    child.on('close', code => resolve({ ...ended, code }))
  })

const succeeds = async (folder: string, command: string, env?: Record<string, string>): Promise<string> => {
  const { code, stdout, stderr } = await typed(folder, command, env)
  expect(code, `${command}\n${stdout}${stderr}`).toBe(0)
  return stdout
}

/** The examples of docs/package.md, by the file name in their first line. */
const examples = new Map(
  [...readFileSync(join(root, 'docs/package.md'), 'utf8').matchAll(/```[jt]s\n(\/\/ (\S+)\n.+?)```/gs)].map(
    ([, code = '', name = '']) => [name, code],
  ),
)

/** What the examples leave to the integrator. */
const integratorsOwn = {
  'token-provider.mjs': `
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CompactEncrypt, SignJWT } from 'jose'

const signingKey = createPrivateKey(readFileSync('padlock-keys/brand-private.pem'))
const encryptionKey = createPublicKey(readFileSync('padlock-keys/iadvize-test-public.pem'))

export const tokenFor = async userId => {
  const signed = await new SignJWT({ 'https://iadvize.com/userId': userId })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer('https://livechat.iadvize.com')
    .setExpirationTime('60s')
    .sign(signingKey)
  return new CompactEncrypt(new TextEncoder().encode(signed))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    .encrypt(encryptionKey)
}`,
}

const test = base.extend<object, { tarball: string; folder: string }>({
  tarball: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'padlock-packed-'))
      await use(join(folder, (await succeeds(root, `npm pack --silent --pack-destination "${folder}"`)).trim()))
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  folder: [
    async ({ tarball }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'padlock-package-'))
      await succeeds(folder, 'npm init --yes')
      // As an integrator gets it, with the newest dependencies that the ranges allow; from npm's cache where it can be.
      await succeeds(folder, `npm install --prefer-offline --no-audit --no-fund "${tarball}"`)
      await succeeds(folder, 'npx --no-install padlock keys')
      await use(folder)
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

// One worker: the package is installed once.
test.describe.configure({ mode: 'default', timeout: 120_000 })

const installed = ['node_modules', 'package-lock.json', 'package.json', 'padlock-keys']

test('the package holds what runs, and neither sources nor tests', async ({ folder }) => {
  const files = readdirSync(join(folder, 'node_modules/iadvize-padlock'), { recursive: true }).map(String)
  expect(files.filter(file => /(?<!\.d)\.ts$|\.test\.|harness\/checks|bench|spec\.(?!js|d\.ts)/.test(file))).toEqual([])
  for (const file of ['README.md', 'LICENSE', 'dist/mock-iadvize/desk/desk.html', 'dist/harness/site/public/shop.css'])
    expect(files).toContain(file)
  const paths = (entry: unknown): string[] =>
    typeof entry === 'string' ? [entry] : Object.values(entry as object).flatMap(paths)
  const { exports: entryPoints } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object }
  for (const path of paths(entryPoints)) expect(files).toContain(path.replace('./', ''))
  expect(files.filter(file => /reports\/standards|\/kept\//.test(file))).toEqual([])
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(await succeeds(folder, 'npx --no-install padlock --version')).toBe(`${version}\n`)
})

test('publint finds nothing, and the types resolve for ESM and bundlers', async ({ tarball }) => {
  const bin = join(root, 'node_modules/.bin')
  await succeeds(root, `"${bin}/publint" --strict "${tarball}"`)
  // An ESM package: Node has required those since 20.19, which this tool does not know; below, TypeScript says so.
  await succeeds(root, `"${bin}/attw" "${tarball}" --profile esm-only --format ascii`)
})

test('certify without a configuration plays the sample shop, and leaves nothing but the reports', async ({
  folder,
}) => {
  // Whether all journeys conform is the same in the clone, where it is tested: a part shows that the package plays and judges.
  const part = await typed(
    folder,
    'npx --no-install padlock certify --journey guest-visit --journey sign-in --json --report-dir padlock-report',
  )
  expect(part.code, part.stderr).toBe(4)
  const { counts, journeys } = resultSchema.parse(JSON.parse(part.stdout))
  expect(journeys.map(({ outcome }) => outcome)).toEqual(['completed', 'completed'])
  expect(counts).toMatchObject({ violated: 0, blocked: 0 })
  expect(counts.met).toBeGreaterThan(30)
  expect(readdirSync(join(folder, 'padlock-report')).sort()).toEqual([
    'badge.svg',
    'index.html',
    'junit.xml',
    'padlock.sarif',
    'recordings',
    'report.json',
    'requirements.csv',
    'summary.md',
  ])
  rmSync(join(folder, 'padlock-report'), { recursive: true })
  expect(readdirSync(folder).sort()).toEqual(installed)
})

test("the README's configuration in TypeScript drives a site that Padlock has not started", async ({ folder }) => {
  const pem = (name: string): Buffer => readFileSync(join(folder, 'padlock-keys', name))
  const shop = await openShop({
    keys: shopKeys(createPrivateKey(pem('brand-private.pem')), createPublicKey(pem('iadvize-test-public.pem'))),
    sid,
    platform: 'halc',
    defects: [],
  })
  const [ada, bob] = shop.users
  writeFileSync(
    join(folder, 'padlock.config.ts'),
    (examples.get('padlock.config.ts') ?? '').replace('https://staging.example.com', shop.origin),
  )
  const accounts = {
    ADA_NAME: ada?.username ?? '',
    ADA_PASSWORD: ada?.password ?? '',
    ADA_ID: ada?.userId ?? '',
    BOB_NAME: bob?.username ?? '',
    BOB_PASSWORD: bob?.password ?? '',
    BOB_ID: bob?.userId ?? '',
  }
  // A part will do: whole runs of foreign sites are tested beside it (cli/foreign-sites.spec.ts).
  const stdout = await succeeds(
    folder,
    'npx --no-install padlock certify --config padlock.config.ts --shard 1/17',
    accounts,
  )
  expect(stdout).toContain('journeys recorded')
  const [recorded = ''] = readdirSync(join(folder, 'padlock-report/recordings'))
  const recording = recordingSchema.parse(
    JSON.parse(readFileSync(join(folder, 'padlock-report/recordings', recorded), 'utf8')),
  )
  expect(recording).toMatchObject({ target: { origin: shop.origin }, outcome: { state: 'completed' } })
  rmSync(join(folder, 'padlock-report'), { recursive: true })
  expect(readdirSync(folder).sort()).toEqual([...installed, 'padlock.config.ts'])

  // One journey will do: what conformance makes of others is tested beside it.
  const { executablePath, env } = await findBrowser()
  const launchOptions = JSON.stringify({ executablePath, ...(env && { env: { ...process.env, ...env } }) })
  // Unit tests beside it are none of Playwright's: this one lacks what it imports, and must not be loaded.
  for (const name of ['conformance.spec.ts', 'token.test.mjs'])
    writeFileSync(join(folder, name), examples.get(name) ?? '')
  writeFileSync(
    join(folder, 'playwright.config.ts'),
    (examples.get('playwright.config.ts') ?? '').replace(
      "use: devices['Desktop Chrome']",
      `use: { ...devices['Desktop Chrome'], launchOptions: ${launchOptions} }`,
    ),
  )
  const journey = await typed(folder, 'npx --no-install playwright test --grep "a guest signs in"', accounts)
  await shop.close()
  // The journey passes; the reporter says that one alone is not the whole, and so does the exit code.
  for (const told of ['1 passed', 'Incomplete.']) expect(journey.stdout, journey.stderr).toContain(told)
  expect(journey.code).toBe(1)
  expect(readdirSync(join(folder, 'padlock-report/recordings'))).toEqual(['sign-in.json'])
  // Where docs/ci.md says that «padlock report» finds them.
  expect(readdirSync(join(folder, 'test-results/padlock/chromium'))).toEqual(['sign-in.json'])
  for (const left of [
    'padlock-report',
    'test-results',
    'conformance.spec.ts',
    'token.test.mjs',
    'playwright.config.ts',
  ])
    rmSync(join(folder, left), { recursive: true })
})

test("the README's unit tests for backend and page pass, and verify agrees", async ({ folder }) => {
  const names = ['token.test.mjs', 'chat.test.mjs']
  for (const name of [...names, 'chat.mjs']) writeFileSync(join(folder, name), examples.get(name) ?? '')
  for (const [name, code] of Object.entries(integratorsOwn)) writeFileSync(join(folder, name), code)
  // The tag's timer for the end of the session would keep Node waiting; jsdom drops it when it closes the page.
  expect(await succeeds(folder, `node --test --test-force-exit ${names.join(' ')}`)).toMatch(/# pass 2\n/)

  const verify = 'verify --brand-key padlock-keys/brand-public.pem --iadvize-key padlock-keys/iadvize-test-private.pem'
  const token = `node --input-type=module --eval "console.log(await (await import('./token-provider.mjs')).tokenFor('u'))"`
  expect(await succeeds(folder, `${token} | npx --no-install padlock ${verify}`)).toMatch(/accepted\n$/)
  expect(await succeeds(folder, `npx --no-install padlock token | npx --no-install padlock ${verify}`)).toMatch(
    /accepted\n$/,
  )
})

test('every entry point has types that hold for the README, and refuse what is wrong', async ({ folder }) => {
  writeFileSync(join(folder, 'padlock.config.ts'), examples.get('padlock.config.ts') ?? '')
  writeFileSync(
    join(folder, 'entry-points.mts'),
    `import { defineConfig, type Result } from 'iadvize-padlock'
import { createMock, handlers, type DeskView } from 'iadvize-padlock/msw'
import { conformance } from 'iadvize-padlock/playwright'
import PadlockReporter from 'iadvize-padlock/reporter'
import { connectSandbox, startSandbox, type ConversationView } from 'iadvize-padlock/sandbox'
import { verifyToken } from 'iadvize-padlock/token'
import type { Reporter } from '@playwright/test/reporter'
import schema from 'iadvize-padlock/report.schema.json' with { type: 'json' }
import { setupServer } from 'msw/node'
const mock = createMock({ sid: '1', brandKey: 'pem', iAdvizeKey: Buffer.from('pem') })
setupServer(...handlers(mock))
export const desk: DeskView[] = mock.desk()
export const verdict: Promise<'accepted' | 'refused'> = verifyToken('a', { brandKey: 'pem', iAdvizeKey: 'pem' }).then(it => it.verdict)
export const result: Pick<Result, 'exitCode'> = { exitCode: 0 }
export const title: string = schema.title
export const padlocked: Promise<ConversationView> = connectSandbox('http://127.0.0.1:4280').then(it => it.awaitPadlock({ userId: 'a' }))
void startSandbox({ sid: '1', brandKeys: ['pem'] }).then(it => it.setFault('exchange-slow', { once: true }))
// @ts-expect-error there is no such fault
void startSandbox().then(it => it.setFault('nonsense'))
export const reporter: Reporter = new PadlockReporter({ folder: 'padlock-report', strict: true })
conformance({ config: 'padlock.config.ts', journeys: ['sign-in'], strict: true })
// @ts-expect-error there is no configuration
conformance({})
// @ts-expect-error a password is named, never written
defineConfig({ url: 'https://a.example', sid: '1', pages: { signedIn: ['/'] }, keys: { brand: 'a', iAdvize: 'b' }, users: [{ username: 'a', password: 'b' }] })
// @ts-expect-error the key is missing
void verifyToken('a', { brandKey: 'pem' })
`,
  )
  // From CommonJS, as Node 20.19 and newer load it.
  writeFileSync(
    join(folder, 'common.cts'),
    `import { verifyToken } from 'iadvize-padlock/token'
import msw = require('iadvize-padlock/msw')
export const verdict: Promise<'accepted' | 'refused'> = verifyToken('a', { brandKey: 'pem', iAdvizeKey: 'pem' }).then(it => it.verdict)
export { msw }
`,
  )
  const typescript = join(root, 'node_modules/typescript/bin/tsc')
  const flags = '--noEmit --strict --module nodenext --target es2022 --resolveJsonModule --types node --skipLibCheck'
  await succeeds(folder, `"${process.execPath}" "${typescript}" ${flags} padlock.config.ts entry-points.mts common.cts`)
})

test('CommonJS requires every entry point', async ({ folder }) => {
  writeFileSync(
    join(folder, 'common.cjs'),
    `const names = ['', '/msw', '/token', '/sandbox', '/playwright', '/reporter', '/report.schema.json']
console.log(names.map(name => Object.keys(require('iadvize-padlock' + name)).length > 0).join())`,
  )
  expect((await succeeds(folder, 'node common.cjs')).trim()).toBe(Array.from({ length: 7 }, () => 'true').join())
  rmSync(join(folder, 'common.cjs'))
})

/** At night, for each is another install: PADLOCK_EVERY_JOURNEY=1. */
const oldestPlaywright = '1.59.0'
for (const [manager, install, playwright] of process.env['PADLOCK_EVERY_JOURNEY']
  ? ([
      ['npm', 'npm install --prefer-offline --no-audit --no-fund', oldestPlaywright],
      ['pnpm', 'npx --yes pnpm@10 add', 'latest'],
    ] as const)
  : [])
  test(`${manager} installs it beside Playwright ${playwright}, without its browser; a configuration in TypeScript is read, and a journey is played`, async ({
    tarball,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-user-'))
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    const without = manager === 'npm' ? '--omit=optional' : '--no-optional'
    await succeeds(folder, `${install} ${without} "${tarball}" @playwright/test@${playwright}`)
    writeFileSync(join(folder, 'padlock.config.ts'), examples.get('padlock.config.ts') ?? '')
    // All mistakes come at once, those of a configuration that can't be read among them.
    const read = await typed(folder, 'npx --no-install padlock certify --config padlock.config.ts --journey nonsense')
    expect([read.code, read.stderr]).toEqual([2, expect.not.stringContaining("can't be read: ")])
    expect(read.stderr).toContain('ADA_PASSWORD')
    const { executablePath } = await findBrowser()
    const PADLOCK_BROWSER = executablePath ?? chromium.executablePath()
    const played = await typed(folder, 'npx --no-install padlock certify --journey guest-visit', { PADLOCK_BROWSER })
    expect(played.code, played.stderr).toBe(4)
    expect(played.stdout).toContain('0 violated')
    rmSync(folder, { recursive: true, force: true })
  })
