import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { results } from '../../reports/samples/results.ts'
import { json } from '../../reports/formats/json.ts'
import { saved } from '../../reports/write.ts'
import { about, activation, load, recording, sample, signIn, token } from '../recording/literal.ts'
import { catalogueDigest, loadCatalogue } from '../requirements/catalogue.ts'
import { resultOf } from '../verdict/result-of.ts'
import type { Result } from '../verdict/result.ts'
import { padlockVersion } from '../foundation/versions.ts'
import { certificateIn, signed } from './certificate.ts'
import { examination } from './examination.ts'
import { readCertificateKey } from './signing-key.ts'
import type { CertificateKey } from './signing-key.ts'
import { certificateSchemaVersion, claimsOf, statementOf, statementSchema } from './statement.ts'
import type { CertifiedFile, Statement } from './statement.ts'

/** A catalogue that one short journey answers in full. */
const catalogue = (await loadCatalogue()).filter(({ id }) =>
  ['padlock/after-sign-in', 'padlock/agrees-with-jwt'].includes(id),
)
const visit = recording(
  about({ journey: { id: 'sign-in', title: 'a visitor signs in' } }),
  signIn(),
  load('/account'),
  activation({ secured: token('first') }),
  sample({ user: 'first', jwt: true, padlock: true }),
)
const versions = { padlock: padlockVersion, node: 'v20', playwright: '1' }
const result = resultOf([visit], catalogue, { startedAt: new Date(0), duration: 1, versions })
const filesOf = (of: Result): CertifiedFile[] => [
  { name: 'report.json', content: json(of) },
  { name: 'recordings/sign-in.json', content: saved(visit).json },
]
const statement = (of: Result = result): Statement => statementOf(of, filesOf(of), catalogueDigest(catalogue))

const folderOf = (root: string, of: Result = result): string => {
  for (const { name, content } of filesOf(of)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}
const problems = (folder: string, of: Statement = statement()): string[] =>
  examination(of, { folder, asked: true }, catalogue).problems

const pair = (root: string, kind: 'ed25519' | 'ec' | 'rsa'): { privateKey: string; publicKey: string } => {
  const { privateKey, publicKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ed25519')
  mkdirSync(root, { recursive: true })
  const write = (name: string, content: string): string => {
    writeFileSync(join(root, name), content)
    return join(root, name)
  }
  return {
    privateKey: write(`${kind}.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    // The other form that keys come in.
    publicKey: write(`${kind}.jwk`, JSON.stringify(publicKey.export({ format: 'jwk' }))),
  }
}
const keys = async (root: string, kind: 'ed25519' | 'ec' | 'rsa'): Promise<[CertificateKey, CertificateKey]> => {
  const files = pair(root, kind)
  return [
    await readCertificateKey('--sign', files.privateKey, 'private'),
    await readCertificateKey('--key', files.publicKey, 'public'),
  ]
}

for (const [kind, algorithm] of [
  ['ed25519', 'EdDSA'],
  ['ec', 'ES256'],
  ['rsa', 'RS256'],
] as const)
  test(`signed with ${kind} and checked with its public half, and with no other`, async ({}, info) => {
    const [own, theirs] = await keys(info.outputPath(), kind)
    const [, foreign] = await keys(info.outputPath('foreign'), kind === 'rsa' ? 'ec' : kind)
    const jws = await signed(statement(), own)
    expect(JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString())).toEqual({
      typ: 'padlock-certificate+jws',
      cty: 'application/vnd.in-toto+json',
      alg: algorithm,
      kid: theirs.thumbprint,
    })
    expect(await certificateIn(jws, theirs)).toEqual({ statement: statement() })
    expect(await certificateIn(jws, foreign)).toMatchObject({ says: expect.stringContaining('was another key meant?') })
  })

test('a certificate of every version up to this one is kept, and still verifies; its private key is gone', async () => {
  const kept = fileURLToPath(new URL('kept/', import.meta.url))
  const key = await readCertificateKey('--key', join(kept, 'key.pub.pem'), 'public')
  const files = readdirSync(kept).filter(name => name.endsWith('.jws'))
  expect(files).toEqual(Array.from({ length: certificateSchemaVersion }, (_, index) => `certificate-v${index + 1}.jws`))
  for (const file of files) {
    const reading = await certificateIn(readFileSync(join(kept, file), 'utf8'), key)
    expect('statement' in reading && claimsOf(reading.statement), file).toMatchObject({ full: true, limits: [] })
  }
})

test('no character of a certificate can be another', async ({}, info) => {
  const [own, theirs] = await keys(info.outputPath(), 'ed25519')
  const jws = (await signed(statement(), own)).trim()
  for (let at = 0; at < jws.length; at += at > jws.length - 100 || at < 250 ? 1 : 31) {
    const other = jws[at] === 'A' ? 'B' : 'A'
    const reading = await certificateIn(jws.slice(0, at) + other + jws.slice(at + 1), theirs)
    expect(reading, `character ${at}`).toHaveProperty('says')
  }
})

test('what is no certificate is reported as such, and a signature of another kind counts for nothing', async ({}, info) => {
  const [own, theirs] = await keys(info.outputPath(), 'ed25519')
  const [header = '', payload = ''] = (await signed(statement(), own)).split('.')
  const unsigned = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), alg: 'none' }),
  ).toString('base64url')
  for (const text of ['', 'a certificate', `${header}.${payload}.`, `${unsigned}.${payload}.AAAA`, 'e30.e30.AAAA'])
    expect(await certificateIn(text, theirs)).toHaveProperty('says')
})

test('it certifies in full only a whole run that conforms, and says inside what keeps it from that', () => {
  const kinds = (of: Result): string[] => {
    const { full, limits } = claimsOf(statementOf(of, [], 'a'.repeat(64)))
    expect(full).toBe(limits.length === 0)
    return limits.map(({ kind }) => kind)
  }
  expect(kinds(results.conforming)).toEqual([])
  expect(kinds({ ...results.conforming, strict: true })).toEqual([])
  expect(kinds(results.oneCause)).toEqual(['violated'])
  expect(kinds(results.incomplete)).toEqual(['incomplete', 'stopped-journeys'])
  expect(kinds(results.partial)).toEqual(['incomplete', 'partial'])
  expect(kinds(results.missing)).toEqual(['incomplete', 'missing-journeys'])
  expect(kinds(results.baselined)).toEqual(['baseline'])
  expect(kinds({ ...results.incomplete, journeys: [], trust: true })).toEqual(['incomplete', 'trust'])
  // Who reads the predicate alone is not misled.
  for (const [name, of] of Object.entries(results)) {
    const { predicate } = statementOf(of, [], 'a'.repeat(64))
    expect(predicate.result === 'FAILED', name).toBe(!['conforming', 'controlled'].includes(name))
  }
  const strict = { ...results.oneCause, strict: true }
  expect(statementOf(strict, [], 'a'.repeat(64)).predicate.warnedTests).toEqual([])
})

test('it is a statement by its schema, over target, report, recordings, catalogue and versions', () => {
  const made = statement()
  expect(statementSchema.parse(made)).toEqual(made)
  expect(made.subject.map(({ name }) => name)).toEqual([
    'target',
    'report.json',
    'recordings/sign-in.json',
    'catalogue',
    'versions',
  ])
  expect(made.predicate).toMatchObject({ result: 'PASSED', passedTests: result.requirements.map(({ id }) => id) })
})

test('as it was signed: nothing is wrong with it, and the recordings are judged again', ({}, info) => {
  const folder = folderOf(info.outputPath('report'))
  expect(examination(statement(), { folder, asked: true }, catalogue)).toEqual({
    problems: [],
    notes: [],
    files: { same: 2, of: 2 },
  })
  const newer = examination(statement(), { folder, asked: true }, catalogue.slice(1))
  expect(newer.problems).toEqual([])
  expect(newer.notes[0]).toContain('padlock recheck')
})

test('a file that was changed by one byte, taken away or added is found', ({}, info) => {
  for (const name of ['report.json', 'recordings/sign-in.json']) {
    const path = join(folderOf(info.outputPath('report')), name)
    const content = readFileSync(path, 'utf8')
    for (const at of [0, Math.floor(content.length / 2), content.length - 1]) {
      writeFileSync(path, `${content.slice(0, at)}~${content.slice(at + 1)}`)
      expect(problems(info.outputPath('report'))).toEqual([`${name} is not what was certified: it was changed`])
    }
    rmSync(path)
    expect(problems(info.outputPath('report'))).toEqual([`${name} is certified and is not there`])
  }
  const folder = folderOf(info.outputPath('report'))
  writeFileSync(join(folder, 'recordings/other.json'), '{}')
  expect(problems(folder)).toEqual(['recordings/other.json was not certified: it was added'])
})

test('a signer who changes the verdict contradicts the report, the recordings, or themselves', ({}, info) => {
  // The run failed; its signer would have it otherwise.
  const failing = recording(
    about({ journey: { id: 'sign-in', title: 'a visitor signs in' } }),
    signIn(),
    load('/account'),
    activation({ secured: token('first') }),
    sample({ user: 'first', jwt: true, padlock: false }),
  )
  const folder = folderOf(info.outputPath('report'))
  writeFileSync(join(folder, 'recordings/sign-in.json'), saved(failing).json)
  const files = [filesOf(result)[0]!, { name: 'recordings/sign-in.json', content: saved(failing).json }]
  const forged = statementOf(result, files, catalogueDigest(catalogue))
  expect(problems(folder, forged)).toEqual(['the recordings do not come to the verdict that is certified'])

  const honest = resultOf([failing], catalogue, { startedAt: new Date(0), duration: 1, versions })
  expect(honest.verdict).toBe('violated')
  writeFileSync(join(folder, 'report.json'), json(honest))
  const withReport = [{ name: 'report.json', content: json(honest) }, files[1]!]
  const claimed = statementOf(result, withReport, catalogueDigest(catalogue))
  expect(problems(folder, claimed)).toContain('the certificate does not say what the report says that it was made of')

  const told = statementOf(honest, withReport, catalogueDigest(catalogue))
  expect(problems(folder, told)).toEqual([])
  const claims = claimsOf(told)
  const boasting = {
    ...told,
    predicate: { ...told.predicate, 'urn:iadvize-padlock:certificate:1': { ...claims, full: true } },
  }
  expect(examination(boasting, { folder: info.outputPath('nothing'), asked: false }, catalogue).problems[0]).toContain(
    'contradicts itself',
  )
})

test('without a report beside it only its signature speaks, and it says so', ({}, info) => {
  const nowhere = { folder: info.outputPath('nowhere'), asked: false }
  expect(examination(statement(), nowhere, catalogue)).toMatchObject({ problems: [], files: null })
  expect(examination(statement(), nowhere, catalogue).notes[0]).toContain('--report DIR')
  expect(problems(info.outputPath('nowhere'))).toHaveLength(2)
})

test('a key that will not do gets one kind message with the cure, which holds nothing of the key', async ({}, info) => {
  const { privateKey, publicKey } = pair(info.outputPath(), 'ed25519')
  const file = (name: string, content: string): string => {
    writeFileSync(info.outputPath(name), content)
    return info.outputPath(name)
  }
  const encrypted = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a passphrase' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey
  const pem = readFileSync(privateKey, 'utf8')
  const cases: [string, 'private' | 'public', RegExp][] = [
    [info.outputPath('none.pem'), 'private', /there is no such file; expected a private key \(«openssl genpkey/],
    [file('junk.pem', 'junk'), 'private', /is no key; expected PEM or a JWK, private/],
    [publicKey, 'private', /holds a public key; signing needs its private half/],
    [privateKey, 'public', /holds a private key; give its public half/],
    [file('cut.pem', pem.slice(0, 60)), 'private', /is cut off or damaged/],
    [file('encrypted.pem', encrypted), 'private', /protected by a passphrase/],
    [file('weak.pem', weak.toString()), 'private', /RSA key of 1024 bits; expected at least 2048/],
    [
      file('curve.pem', curve.export({ type: 'pkcs8', format: 'pem' }).toString()),
      'private',
      /curve secp256k1; expected P-256/,
    ],
    [file('set.jwk', '{"keys":[]}'), 'public', /is a JWK Set/],
    [file('broken.jwk', '{"kty"'), 'public', /is no JSON/],
  ]
  const secret = pem.split('\n')[1] ?? ''
  for (const [path, half, says] of cases) {
    const message = await readCertificateKey('--sign', path, half).then(
      () => 'it was taken',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    )
    expect(message).toMatch(says)
    expect(message).toContain(`--sign ${path}: `)
    expect(message).not.toContain(secret.slice(0, 20))
  }
})
