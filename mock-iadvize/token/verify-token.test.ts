import { expect, test } from '@playwright/test'
import { fingerprint } from './keys.ts'
import { sampleBrand } from '../samples/sample-brand.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { verifyToken } from './verify-token.ts'

const { token } = sampleBrand
const keys = { brandKey: brand.publicKey, iAdvizeKey: iAdvize.privateKey }
const pem = {
  brandKey: brand.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  iAdvizeKey: iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}

test('a sound token is accepted, with what it carries; keys as text, bytes or objects', async () => {
  const sound = await token('u-1', { firstName: 'Zoé' })
  const bytes = { brandKey: Buffer.from(pem.brandKey), iAdvizeKey: Buffer.from(pem.iAdvizeKey) }
  for (const given of [keys, pem, bytes, { ...keys, brandKey: [iAdvize.publicKey, brand.publicKey] }])
    expect(await verifyToken(sound, given)).toMatchObject({
      verdict: 'accepted',
      userId: 'u-1',
      visitorData: { firstName: 'Zoé' },
      findings: [],
      unseen: [],
    })
})

test('a bad token is an answer with a cure, not an error', async () => {
  const soon = await verifyToken(await token('u-1'), { ...keys, at: new Date(Date.now() + 3_600_000) })
  expect(soon).toMatchObject({ verdict: 'refused', findings: [{ id: 'token/expiry', level: 'MUST', stage: 'claims' }] })
  expect(soon.findings[0]?.cure).toMatch(/\w+ \w+/)
  expect(await verifyToken('', keys)).toMatchObject({ verdict: 'refused', userId: null, visitorData: {} })
})

test('a key that can not be used is an error that names it, and holds nothing of it', async () => {
  const wrong = verifyToken('a.b.c.d.e', { ...keys, brandKey: brand.privateKey })
  await expect(wrong).rejects.toThrow(/^brandKey is a private key where a public one belongs/)
  await expect(wrong).rejects.not.toThrow(fingerprint(brand.publicKey))
  const secret = pem.iAdvizeKey.slice(30, 60)
  const cut = verifyToken('a.b.c.d.e', { ...keys, iAdvizeKey: pem.iAdvizeKey.slice(0, 400) })
  await expect(cut).rejects.toThrow(/^iAdvizeKey is PEM that was cut short/)
  await expect(cut).rejects.not.toThrow(secret)
  const missing = { iAdvizeKey: iAdvize.privateKey } as Parameters<typeof verifyToken>[1]
  await expect(verifyToken('a.b.c.d.e', missing)).rejects.toThrow(/^brandKey is missing/)
})

test('a token that was not awaited is an error that says so', async () => {
  const promised = token('u-1') as unknown as string
  await expect(verifyToken(promised, keys)).rejects.toThrow(/no string but object: await the token provider/)
})
