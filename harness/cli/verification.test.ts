import { expect, test } from '@playwright/test'
import { defaultTokenSettings } from '../../mock-iadvize/token/decision.ts'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { claimsAt, forged } from '../../mock-iadvize/token/forgery.ts'
import type { FoundToken } from '../token-sources/found-token.ts'
import { tokensInFile } from '../token-sources/token-file.ts'
import { manyJson, oneJson, verification, verificationSchema } from './verification.ts'
import { reportOfMany } from './verify-report.ts'

const at = new Date('2026-03-01T12:00:00Z')
const pairs = { brand, iAdvize }
const tenant = {
  sid: 'verify',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}
const found = (...tokens: string[]): FoundToken[] =>
  tokens.map((token, index) => ({ token, from: `line ${index + 1}`, at: null }))
const sound = (): string => forged(pairs, claimsAt(at))
const late = forged(pairs, claimsAt(new Date(at.getTime() - 90_000)))

test('several tokens: what is wrong is told once, and with which', async () => {
  const it = await verification({ tokens: found(sound(), late, sound(), late, 'nonsense'), others: 2 }, tenant, at)
  const json = manyJson(it)
  expect(verificationSchema.parse(JSON.parse(JSON.stringify(json)))).toEqual(json)
  expect(json).toMatchObject({ verdict: 'refused', counts: { tokens: 5, accepted: 2, refused: 3, others: 2 } })
  const told = reportOfMany(it, tenant, false)
  expect(told).toMatch(/✓ line 1\n {2}✗ line 2 +token\/expiry \(expired\)\n/)
  expect(told.match(/in 2 +line 2, line 4; told is the first/g)).toHaveLength(1)
  expect(told).toContain('2 other JWTs are not meant for iAdvize')
  expect(told).toMatch(/\n3 of 5 refused: start with token\/compact \([\w-]+\)\n$/)
})

test('each token is judged as of its own moment', async () => {
  const tokens = found(late).map(it => ({ ...it, at: new Date(at.getTime() - 80_000) }))
  expect(await verification({ tokens, others: 0 }, tenant, null)).toMatchObject({ accepted: true })
  expect(await verification({ tokens, others: 0 }, tenant, at)).toMatchObject({ accepted: false })
})

test('a key and a vector that repeat are told, though each token is sound; one token twice repeats nothing', async () => {
  const encrypting = { contentKey: Buffer.alloc(32, 1), iv: Buffer.alloc(12, 2) }
  const [one, other] = [1, 2].map(jti => forged(pairs, claimsAt(at, { jti: `${jti}` }), { encrypting })) as [
    string,
    string,
  ]
  const it = await verification({ tokens: found(one, sound(), one, other), others: 0 }, tenant, at)
  const json = manyJson(it)
  expect(json).toMatchObject({
    verdict: 'refused',
    counts: { accepted: 1, refused: 3 },
    tokens: [{ verdict: 'accepted' }, { verdict: 'accepted' }, {}, {}],
    repeated: [
      { part: 'content-key', from: ['line 1', 'line 4'] },
      { part: 'iv', from: ['line 1', 'line 4'] },
    ],
  })
  const told = reportOfMany(it, tenant, false)
  expect(told).toMatch(
    /✗ line 1 +token\/never-repeats \(content-key-repeated, and 1 more\)\n {2}✓ line 2\n {2}✗ line 3/,
  )
  expect(told).toMatch(
    /\n3 of 4 likely refused \(assumed\): each is sound alone, and together they break token\/never-repeats\n$/,
  )
  const third = reportOfMany(
    await verification({ tokens: found(one, other, 'x'), others: 0 }, tenant, at),
    tenant,
    false,
  )
  expect(third).toMatch(/✗ line 1 [^]*✗ line 2 [^]*✗ line 3 [^]*\n3 of 3 refused: start with token\/compact/)
  expect(await verification({ tokens: found(one, one), others: 0 }, tenant, at)).toMatchObject({ accepted: true })
})

test('a line break is nobody’s at the end of a line, and the token’s in a JSON string', async () => {
  const codes = async (file: string) => {
    const { judged } = await verification({ tokens: tokensInFile(file).tokens, others: 0 }, tenant, at)
    return judged.flatMap(({ decision }) => decision.findings.map(({ id }) => id))
  }
  const token = sound()
  expect(await codes(`${token}\n`)).toEqual([])
  expect(await codes(JSON.stringify([`${token}\n`]))).toEqual(['token/compact'])
})

test('one token of several places is told in full', async () => {
  const it = await verification({ tokens: found(sound()), others: 0 }, tenant, at)
  expect(reportOfMany(it, tenant, false)).toMatch(/^ {2}from +line 1\n {2}outer header[^]*\naccepted\n$/)
  const json = oneJson(it.judged[0]!.decision)
  expect(verificationSchema.parse(json)).toEqual(json)
})
