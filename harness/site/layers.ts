/** The two layers of a token, made with jose as a customer's backend would. */
import type { KeyObject } from 'node:crypto'
import { CompactEncrypt, CompactSign } from 'jose'
import type { CompactJWEHeaderParameters, CompactJWSHeaderParameters } from 'jose'
import type { ShopKeys } from './plan.ts'

/** Wraps content into a compact JWS or JWE. */
export type Layer = (content: Uint8Array, keys: ShopKeys) => Promise<string>

/** Which of the keys at hand a layer uses. */
export type KeyChoice = (keys: ShopKeys) => KeyObject | Promise<KeyObject>

export const signature =
  (header: CompactJWSHeaderParameters, key: KeyChoice): Layer =>
  async (content, keys) =>
    new CompactSign(content).setProtectedHeader({ ...header }).sign(await key(keys))

export const encryption =
  (header: CompactJWEHeaderParameters, key: KeyChoice): Layer =>
  async (content, keys) =>
    new CompactEncrypt(content).setProtectedHeader({ ...header }).encrypt(await key(keys))
