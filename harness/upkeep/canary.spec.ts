/** Secrets planted in a site must appear in no artefact, of a passing run nor of a failing one. */
import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { renderers } from '../../reports/write.ts'
import { padlock } from '../cli/padlock-process.ts'
import { trendFiles } from '../cli/trend-files.ts'
import { planVariable, writePlan } from '../run/plan.ts'
import { recordingSchema } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { resultSchema } from '../verdict/result.ts'
import { encodingsOf, openCanarySite, sid } from './canary-site.ts'
import { textOf } from './unpacked.ts'
import { verdict } from '../verdict/verdict.ts'

test.describe.configure({ timeout: 300_000 })

const everyFile = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

/** The journeys that sign in, out, and ask the token provider: what others hold, these hold as well. */
const telling = ['sign-in', 'sign-out', 'token-provider-fails', 'token-provider-probes']

/** What is typed, asked and shown on the others is typed, asked and shown on these. */
const traced = ['sign-out', 'token-provider-probes']

/** Playwright's own reports, as somebody who debugs makes them. */
const playwrightItself = async (config: string, folder: string, env: Record<string, string>): Promise<void> => {
  const target = { kind: 'site' as const, name: 'canary', config, journeys: traced }
  const plan = writePlan({ targets: [target], recordings: null, judge: true })
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli')
  const args = [
    cli,
    'test',
    '--project',
    'scenarios',
    '--trace',
    'on',
    '--reporter',
    'html,json,junit,list',
    '--output',
    join(folder, 'output'),
  ]
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      ...env,
      [planVariable]: plan,
      PLAYWRIGHT_HTML_OPEN: 'never',
      PLAYWRIGHT_HTML_OUTPUT_DIR: join(folder, 'html'),
      PLAYWRIGHT_JSON_OUTPUT_FILE: join(folder, 'report.json'),
      PLAYWRIGHT_JUNIT_OUTPUT_FILE: join(folder, 'junit.xml'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  await new Promise(resolve => child.on('close', resolve))
  writeFileSync(join(folder, 'said.txt'), said)
}

/** The terminal starts with the first cause, and not with what follows from it. */
const startsWithExtId = (stdout: string): void => {
  expect(stdout.indexOf('ext-id/absent')).toBeGreaterThan(-1)
  expect(stdout.indexOf('ext-id/absent')).toBeLessThan(stdout.indexOf('padlock/agrees-with-jwt'))
}

/** The sound shop: all that concerns it is met, every report is written, and stdout is exactly report.json. */
const conforms = async ({ stdout, stderr }: { stdout: string; stderr: string }, folder: string): Promise<void> => {
  const result = resultSchema.parse(JSON.parse(stdout))
  expect(result.verdict).toBe('conforms')
  // Its pages load anew for each screen: what only single-page sites can do does not concern it.
  const unmet = result.requirements.filter(({ status }) => status !== 'met')
  expect(unmet.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'activation/upgrades-in-place not-applicable',
    'spa/navigates not-applicable',
  ])
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe(stdout)
  for (const file of [...Object.keys(renderers), 'recordings']) expect(readdirSync(folder)).toContain(file)
  const journeys = readdirSync(join(folder, 'recordings'))
  expect(journeys).toHaveLength(result.journeys.length)
  const recordings = journeys.map(file =>
    recordingSchema.parse(JSON.parse(readFileSync(join(folder, 'recordings', file), 'utf8'))),
  )
  expect(stderr).toContain(`${journeys.length}/${journeys.length}  done`)

  // The same shop under a configuration that does not name the users' userIds.
  const unnamed = recordings.map(recording => ({
    ...recording,
    users: recording.users.map(user => ({ ...user, userId: null })),
  }))
  const judged = verdict(unnamed, await loadCatalogue())
  expect(judged.verdict).toBe('conforms')
  const others = judged.requirements.filter(({ status }) => status !== 'met').map(({ id, status }) => `${id} ${status}`)
  expect(others).toHaveLength(unmet.length + 1)
  expect(others).toContain("activation/identity-is-the-session's not-applicable")
}

for (const [what, defects, code, more] of [
  ['passing', [], 0, ['--json']],
  // The passing run has played all journeys.
  ['failing', ['ext-id-left-on', 'user-id-is-email'], 1, telling.flatMap(journey => ['--journey', journey])],
] as const)
  test(`no secret of the site reaches an artefact of a ${what} run`, async () => {
    const site = await openCanarySite([...defects], { talks: true })
    const folder = mkdtempSync(join(tmpdir(), 'padlock-canary-'))
    const pem = (name: string, text: string | Buffer): string => {
      writeFileSync(join(folder, name), text)
      return name
    }
    const artefacts = join(folder, 'artefacts')
    mkdirSync(artefacts)
    const config = join(folder, 'padlock.config.json')
    writeFileSync(
      config,
      JSON.stringify({
        url: site.origin,
        sid,
        pages: { signedIn: ['/account', '/account/orders'] },
        keys: {
          brand: pem('brand.pem', site.keys.brand.publicKey.export({ type: 'spki', format: 'pem' })),
          iAdvize: pem('iadvize.pem', site.keys.iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' })),
        },
        users: site.shop.users.map((user, index) => ({
          username: { env: `CANARY_NAME_${index}` },
          password: { env: `CANARY_PASSWORD_${index}` },
          userId: { env: `CANARY_ID_${index}` },
        })),
      }),
    )
    const env = Object.fromEntries(
      site.shop.users.flatMap((user, index) => [
        [`CANARY_NAME_${index}`, user.username],
        [`CANARY_PASSWORD_${index}`, user.password],
        [`CANARY_ID_${index}`, user.userId],
      ]),
    )
    const signing = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const sign = join(folder, pem('signing.pem', signing))
    // Once is enough: what fails says the most.
    const failing = code !== 0
    const baseline = failing ? ['--baseline', join(artefacts, 'baseline.json'), '--update-baseline'] : []
    const history = failing ? [] : ['--history', join(artefacts, 'history')]
    const args = [
      'certify',
      '--config',
      config,
      '--report-dir',
      artefacts,
      '--sign',
      sign,
      ...baseline,
      ...history,
      ...more,
    ]
    const ended = await padlock(args, { env: { ...env, PADLOCK_DEBUG: '1' } })
    expect(existsSync(join(artefacts, 'certificate.jws')), ended.stderr + ended.stdout).toBe(true)
    if (failing) await playwrightItself(config, join(artefacts, 'playwright'), env)
    await site.close()
    writeFileSync(join(artefacts, 'stdout.txt'), ended.stdout)
    writeFileSync(join(artefacts, 'stderr.txt'), ended.stderr)
    expect(ended.code, ended.stderr + ended.stdout).toBe(code)
    // A run of all journeys is dear: it is asked here whether it says what it should, too.
    if (failing) {
      startsWithExtId(ended.stdout)
      expect(ended.stderr).toMatch(/fill in reason, owner and expires of \d+/)
    } else {
      await conforms(ended, artefacts)
      for (const file of trendFiles) expect(readdirSync(artefacts)).toContain(file)
      const packed = await padlock(['bundle', artefacts, '--output', join(artefacts, 'bundle.zip')])
      expect(packed.code, packed.stderr).toBe(0)
    }

    const tokens = [...site.seen].filter(value => value.startsWith('eyJ'))
    expect(tokens.length).toBeGreaterThan(5)
    expect(site.seen.size).toBeGreaterThan(tokens.length)
    const secrets = [
      ...site.seen,
      signing.split('\n')[1]?.slice(-40) ?? '',
      ...tokens.map(token => token.slice(-40)),
      ...site.shop.users.flatMap(user => [
        user.username,
        user.password,
        user.userId,
        ...Object.values(user.visitorData),
      ]),
    ].filter(secret => secret.length >= 5)
    const files = everyFile(artefacts)
    expect(files.length).toBeGreaterThan(14)
    const forms = [...new Set(secrets.flatMap(secret => (secret.length < 100 ? encodingsOf(secret) : [secret])))]
    const leaks = files.flatMap(path => {
      const text = textOf(readFileSync(path))
      const found = forms.filter(form => text.includes(Buffer.from(form).toString('latin1')))
      return found.map(form => `${path}: ${form}`)
    })
    expect(leaks).toEqual([])
    // And yet whoever reads them sees what went wrong, and where.
    const errors = readFileSync(join(artefacts, 'recordings', 'sign-in.json'), 'utf8')
    expect(errors).toContain("TypeError: Cannot read properties of undefined (reading '")
    expect(errors).toMatch(/"\/members\/:segment-\d+\/:segment-\d+\/account"/)
    // The search must be able to find what it looks for: the archive in Playwright's report was opened.
    if (failing) {
      expect(readFileSync(join(artefacts, 'index.html'), 'utf8')).toContain('src="data:image/jpeg;base64,')
      expect(textOf(readFileSync(join(artefacts, 'playwright', 'html', 'index.html')))).toContain(
        'sign in as the first user',
      )
    }
    writeFileSync(join(artefacts, 'planted.txt'), secrets.join('\n'))
    expect(secrets.every(secret => readFileSync(join(artefacts, 'planted.txt'), 'utf8').includes(secret))).toBe(true)
  })
