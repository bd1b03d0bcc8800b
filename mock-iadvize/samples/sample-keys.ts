/**
 * Keys for tests. RSA keys are dear, so they are made once a run: the runner makes them when it lists the tests, and its
 * workers inherit them.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { makeKeyPair } from '../token/keys.ts'

type KeyPair = { privateKey: KeyObject; publicKey: KeyObject }
const variable = 'PADLOCK_SAMPLE_KEYS'

const inherited = (pems: string): KeyPair[] =>
  (JSON.parse(pems) as string[]).map(pem => ({ privateKey: createPrivateKey(pem), publicKey: createPublicKey(pem) }))

const made = async (): Promise<KeyPair[]> => {
  const pairs = await Promise.all([makeKeyPair(), makeKeyPair(), makeKeyPair(1024)])
  const pems = pairs.map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }))
  process.env[variable] = JSON.stringify(pems)
  return pairs
}

const pems = process.env[variable]
export const [brand, iAdvize, short] = (pems === undefined ? await made() : inherited(pems)) as [
  KeyPair,
  KeyPair,
  KeyPair,
]
