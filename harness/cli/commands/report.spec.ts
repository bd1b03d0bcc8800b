/** Shards, brought together: `certify --shard`, `report`, `--baseline`, and what GitHub is told. */
import { generateKeyPairSync } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { brand, iAdvize } from '../../../mock-iadvize/samples/sample-keys.ts'
import { sampleBrand } from '../../../mock-iadvize/samples/sample-brand.ts'
import { verifyToken } from '../../../mock-iadvize/token/verify-token.ts'
import { recordingSchema } from '../../recording/recording.ts'
import { differenceSchema } from '../../verdict/difference.ts'
import { resultSchema } from '../../verdict/result.ts'
import { padlock } from '../padlock-process.ts'
import { recheckSchema } from './recheck.ts'
import { certificateCheckSchema } from './verify-certificate.ts'

test.describe.configure({ mode: 'serial', timeout: 180_000 })

const work = mkdtempSync(join(tmpdir(), 'padlock-shards-'))
const at = (...path: string[]): string => join(work, ...path)
const shard = (part: string, of: string, ...more: string[]) =>
  padlock(['certify', '--shard', `${part}/${of}`, '--report-dir', at(part), ...more])
const judged = async (...args: string[]) => {
  const { code, stdout, stderr } = await padlock(['report', ...args, '--report-dir', at('report'), '--json'])
  return { code, stderr, result: code === 2 ? null : resultSchema.parse(JSON.parse(stdout)) }
}

test('a shard keeps its recordings, says that it is a part, and leaves nothing that is called a report', async () => {
  const { code, stdout } = await shard('1', '2')
  expect(code).toBe(0)
  expect(readdirSync(at('1'))).toEqual(['recordings'])
  const files = readdirSync(at('1', 'recordings'))
  const { run } = recordingSchema.parse(JSON.parse(readFileSync(at('1', 'recordings', files[0]!), 'utf8')))
  expect(run.journeys.length).toBeGreaterThan(files.length)
  expect(stdout).toContain(`${files.length} of ${run.journeys.length} journeys recorded`)
  expect(stdout).toContain('none of them judged')
})

test('one of two shards is incomplete, and the missing journeys are named', async () => {
  const { code, result } = await judged(at('1'))
  expect({ code, verdict: result?.verdict }).toEqual({ code: 4, verdict: 'incomplete' })
  expect(result?.partial?.missing).toContain('switch-user')
  expect(result?.summary).toContain('switch-user')
})

test('all shards, each with a salt of its own, are one run that conforms; a report beside them changes nothing', async () => {
  expect((await shard('2', '2')).code).toBe(0)
  const { code, result } = await judged(work)
  expect({ code, verdict: result?.verdict }).toEqual({ code: 0, verdict: 'conforms' })
  expect(result?.partial).toBeUndefined()
  expect(readdirSync(at('report')).sort()).toEqual([
    'badge.svg',
    'index.html',
    'junit.xml',
    'padlock.sarif',
    'recordings',
    'report.json',
    'requirements.csv',
    'summary.md',
  ])
  expect((await judged(work)).code).toBe(0)
  const { code: junitOnly } = await padlock(['report', work, '--report-dir', at('junit'), '--format', 'junit'])
  expect(junitOnly).toBe(0)
  expect(readdirSync(at('junit')).sort()).toEqual(['junit.xml', 'recordings'])
  rmSync(at('junit'), { recursive: true })
})

/** The sound run, had its tokens lived for a day: with what the verifier says of such a one. A run of its own would be dear. */
const withLongLivedTokens = async (shards: string[], folder: string): Promise<void> => {
  const keys = { brandKey: brand.publicKey, iAdvizeKey: iAdvize.privateKey }
  const yesterday = new Date(Date.now() - 86_400_000)
  const { findings } = await verifyToken(await sampleBrand.token('u-1'), { ...keys, at: yesterday })
  mkdirSync(join(folder, 'recordings'), { recursive: true })
  for (const shard of shards)
    for (const file of readdirSync(join(shard, 'recordings'))) {
      const recording = recordingSchema.parse(JSON.parse(readFileSync(join(shard, 'recordings', file), 'utf8')))
      const tokens = recording.tokens.map(token => (token.facts.decrypted ? { ...token, findings } : token))
      const target = { ...recording.target, name: 'another shop' }
      writeFileSync(join(folder, 'recordings', file), JSON.stringify({ ...recording, target, tokens }))
    }
}

test('a SHOULD alone counts only with --strict; a baseline: written, refused until it is filled in, then in force, then out of date', async () => {
  const file = at('known.json')
  await withLongLivedTokens([at('1'), at('2')], at('defect'))
  const toDraft = ['--strict', '--baseline', file, '--update-baseline']
  const first = await padlock(['report', at('defect'), '--report-dir', at('defect'), ...toDraft])
  expect(first.code).toBe(1)
  expect(first.stderr).toContain('fill in reason, owner and expires of 1')

  // The same recordings: a SHOULD alone is a warning, and a part never conforms.
  expect(await judged(at('defect'))).toMatchObject({
    code: 0,
    result: { verdict: 'conforms', counts: { warnings: 1 } },
  })
  expect(await judged(at('defect'), '--only', 'token/*')).toMatchObject({ code: 4, result: { verdict: 'incomplete' } })

  const judge = (folder: string) => judged(at(folder), '--strict', '--baseline', file)
  const unfilled = await judge('defect')
  expect(unfilled.code).toBe(2)
  expect(unfilled.stderr.match(/findings\[0\]/g)).toHaveLength(3)

  const fill = (expires: string): void => {
    const draft = JSON.parse(readFileSync(file, 'utf8')) as { findings: object[] }
    const findings = draft.findings.map(entry => ({ ...entry, reason: 'new shop', owner: 'web team', expires }))
    writeFileSync(file, JSON.stringify({ ...draft, findings }))
  }
  fill('2999-12-31')
  const known = await judge('defect')
  expect(known.code).toBe(0)
  expect(known.result).toMatchObject({
    verdict: 'conforms',
    counts: { known: 1 },
    baseline: { entries: [{ state: 'known' }] },
  })
  expect(readFileSync(at('report', 'index.html'), 'utf8')).toContain('Conforms, but for 1 known finding')

  fill('2020-01-01')
  expect(await judge('defect')).toMatchObject({ code: 1, result: { verdict: 'violated' } })

  fill('2999-12-31')
  const fixed = await judged(at('1'), at('2'), '--strict', '--baseline', file)
  expect(fixed).toMatchObject({
    code: 1,
    result: { verdict: 'conforms', baseline: { entries: [{ state: 'no-longer-happens' }] } },
  })
})

const checkedCertificate = async (file = at('signed', 'certificate.jws'), ...more: string[]) => {
  const { code, stdout } = await padlock(['verify-certificate', file, '--key', at('key.pub.pem'), '--json', ...more])
  return { code, ...certificateCheckSchema.parse(JSON.parse(stdout)) }
}

test('a certificate: signed with the report that it is about, and checked', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(at('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(at('key.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
  const shards = ['report', at('1'), at('2'), '--format', 'md', '--sign', at('key.pem'), '--report-dir', at('signed')]
  expect((await padlock(shards)).stdout).toContain('signed a full conforming run\n')
  expect(readdirSync(at('signed')).sort()).toEqual([
    'certificate.json',
    'certificate.jws',
    'recordings',
    'report.json',
    'summary.md',
  ])
  const good = await checkedCertificate()
  expect(good).toMatchObject({ code: 0, certifies: true, problems: [], notes: [] })
  expect(good.files?.same).toBe(readdirSync(at('signed', 'recordings')).length + 1)

  // By itself it is about files that nobody has seen.
  mkdirSync(at('alone'))
  copyFileSync(at('signed', 'certificate.jws'), at('alone', 'certificate.jws'))
  expect(await checkedCertificate(at('alone', 'certificate.jws'))).toMatchObject({ code: 1, certifies: false })
  const alone = await checkedCertificate(at('alone', 'certificate.jws'), '--alone')
  expect(alone).toMatchObject({ code: 0, certifies: true, files: null })
  rmSync(at('alone'), { recursive: true })
})

test('recheck judges again what lies there, and diff says what got worse', async () => {
  const again = await padlock(['recheck', at('signed'), '--json'])
  const { result, difference } = recheckSchema.parse(JSON.parse(again.stdout))
  expect({ code: again.code, verdict: result.verdict, isWorse: difference.isWorse }).toEqual({
    code: 0,
    verdict: 'conforms',
    isWorse: false,
  })
  expect(difference.unchanged).toBe(result.requirements.length)

  const worse = await padlock(['diff', at('signed'), at('defect', 'report.json')])
  expect(worse.code).toBe(1)
  expect(worse.stdout).toMatch(/worse \(1\)\n✗ token\/lifetime\n/)
  const better = await padlock(['diff', at('defect'), at('signed'), '--json'])
  expect(differenceSchema.parse(JSON.parse(better.stdout)).better.map(({ id }) => id)).toEqual(['token/lifetime'])
  expect(better.code).toBe(0)
})

test('a certificate is worth nothing when anything was changed, and less when the run was less', async () => {
  const report = readFileSync(at('signed', 'report.json'), 'utf8')
  writeFileSync(at('signed', 'report.json'), report.replace('"duration": ', '"duration": 1'))
  expect(await checkedCertificate()).toMatchObject({
    code: 1,
    problems: ['report.json is not what was certified: it was changed'],
  })
  await padlock(['report', at('defect'), '--strict', '--sign', at('key.pem'), '--report-dir', at('signed')])
  expect(await checkedCertificate()).toMatchObject({ code: 1, certifies: false, problems: [] })

  const wrong = await padlock(['verify-certificate', at('none.jws'), '--key', at('key.pem'), '--report', at('nowhere')])
  expect(wrong.code).toBe(2)
  for (const message of [/none\.jws: there is no such file/, /holds a private key/, /nowhere: there is no such folder/])
    expect(wrong.stderr).toMatch(message)
})

test('recordings of two runs are refused, and everything wrong is told at once', async () => {
  const { code, stderr } = await judged(work, at('none'), '--format', 'pdf', '--only', 'nonsense')
  expect(code).toBe(2)
  for (const message of [
    /--format pdf/,
    /none: there is no such folder/,
    /more than once/,
    /2 sites/,
    /--only nonsense/,
  ])
    expect(stderr).toMatch(message)
  expect(stderr.trim().split('\n')).toHaveLength(5)
})

test('what judges is refused beside --shard, as is a part that is none', async () => {
  const { code, stderr } = await shard('3', '2', '--strict', '--only', 'token/*', '--json')
  expect(code).toBe(2)
  for (const message of [/--shard 3\/2: expected I\/N/, /--strict: a shard/, /--only: a shard/, /--json: a shard/])
    expect(stderr).toMatch(message)
})

test('GitHub gets a job summary and annotations, and stdout stays clean', async () => {
  const summary = at('step-summary.md')
  writeFileSync(summary, 'before\n')
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
  const args = ['report', at('defect'), '--strict', '--json', '--report-dir', at('report')]
  const { code, stdout, stderr } = await padlock(args, { env })
  expect(code).toBe(1)
  expect(resultSchema.parse(JSON.parse(stdout)).verdict).toBe('violated')
  expect(stderr).toMatch(/^::error title=Padlock%3A token\/lifetime::.*%0ACure: /m)
  const text = readFileSync(summary, 'utf8')
  expect(text).toMatch(/^before\n<!-- padlock -->\n## ✗ Does not conform/)
  expect(text).toContain(readFileSync(at('report', 'summary.md'), 'utf8'))
})

test.afterAll(() => rmSync(work, { recursive: true, force: true }))
