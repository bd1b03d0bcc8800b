import { expect, test } from '@playwright/test'
import { keyFiles, type KeptKeys } from '../../mock-iadvize/sandbox/kept-keys.ts'
import { brand, iAdvize } from '../../mock-iadvize/sample-keys.ts'
import { keysTold } from './sandbox.ts'

const { brandPrivate, brandPublic, iAdvizePrivate, iAdvizePublic } = keyFiles
const told = (files: string[], key: KeptKeys['brand'] = brand.publicKey): string =>
  keysTold('keys', { brand: key, iAdvize: iAdvize.privateKey, made: false, files, warnings: [] })

test('of the key files only those that are there are told, and what stands in for the others', () => {
  const whole = told(Object.values(keyFiles))
  expect(whole).toMatch(/brand-private\.pem +your token provider signs with it/)
  expect(whole).toMatch(/iadvize-test-public\.pem +it encrypts to this one/)
  const publicOnly = told([brandPublic, iAdvizePrivate, iAdvizePublic])
  expect(publicOnly).not.toContain(brandPrivate)
  expect(publicOnly).toMatch(/brand-public\.pem +verifies what your token provider signs/)
  const alone = told([iAdvizePrivate], null)
  expect(alone).not.toMatch(/brand-|iadvize-test-public/)
  expect(alone).toMatch(/no brand key +tokens are refused until the site has one[^]*openssl pkey -in FILE -pubout/)
})
