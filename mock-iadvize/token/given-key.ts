import { KeyObject } from 'node:crypto'
import type { Half } from './keys.ts'
import { readKey } from './keys/read-key.ts'

/** A key as a test has it at hand: the content of a key file (PEM, bare base64 DER, DER, JWK), or Node's own object. */
export type GivenKey = string | Uint8Array | KeyObject

/** The key. Throws a TypeError that says under `name` what is wrong and what to do, and holds nothing of the key. */
export function givenKey(name: string, given: GivenKey, half: Half): KeyObject {
  if (given === undefined || given === null)
    throw new TypeError(`${name} is missing: give the content of a ${half} key's file`)
  const reading = readKey(given instanceof KeyObject ? exported(given) : Buffer.from(given as Uint8Array), half)
  if (reading.key) return reading.key
  throw new TypeError(`${name} ${reading.problem}`)
}

/** Node's object goes the same way as a file, and so gets the same answers. */
const exported = (key: KeyObject): string => JSON.stringify(key.export({ format: 'jwk' }))
