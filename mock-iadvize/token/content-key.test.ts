import { constants, publicEncrypt, randomBytes, type KeyObject } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { makeKeyPair } from './keys.ts'
import { contentKeyOf } from './content-key.ts'

const pair = makeKeyPair()
const other = makeKeyPair()
const encrypted = (to: KeyObject, contentKey: Buffer, oaepHash = 'sha256'): Buffer =>
  publicEncrypt({ key: to, oaepHash }, contentKey)

for (const [together, where] of [
  [1, 'where they are asked for'],
  [300, 'by threads'],
] as const)
  test(`content keys are opened ${where}, each its own: ${together} at once`, async () => {
    const { privateKey, publicKey } = await pair
    const stranger = (await other).publicKey
    const contentKeys = Array.from({ length: together }, () => randomBytes(32))
    const opened = await Promise.all(
      contentKeys.flatMap(contentKey => [
        contentKeyOf(encrypted(publicKey, contentKey), privateKey),
        contentKeyOf(encrypted(publicKey, contentKey, 'sha1'), privateKey),
        contentKeyOf(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, contentKey), privateKey),
        contentKeyOf(encrypted(publicKey, contentKey.subarray(0, 16)), privateKey),
        contentKeyOf(encrypted(stranger, contentKey), privateKey),
        contentKeyOf(randomBytes(256), privateKey),
      ]),
    )
    expect(opened).toEqual(contentKeys.flatMap(contentKey => [contentKey, null, null, null, null, null]))
  })
