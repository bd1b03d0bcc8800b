/** The test keys of the sandbox: made on first start, kept in a folder, the private halves readable by their owner only. */
import type { KeyObject } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { makeKeyPair, readKey } from '../keys.ts'
import { makeFolder } from '../make-folder.ts'

export type KeptKeys = {
  /** verifies the signatures of the brand's tokens; null: its file is not there, the brand's keys come from elsewhere */
  brand: KeyObject | null
  /** opens the tokens */
  iAdvize: KeyObject
  made: boolean
}

/** The names that `padlock keys` gives. */
export const keyFiles = {
  brandPrivate: 'brand-private.pem',
  brandPublic: 'brand-public.pem',
  iAdvizePrivate: 'iadvize-test-private.pem',
  iAdvizePublic: 'iadvize-test-public.pem',
} as const

/** `$XDG_STATE_HOME/padlock/sandbox-keys`; what a user has told of other homes is respected. */
export const userKeyFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'padlock', 'sandbox-keys')

/** A key file that can't be used, in one sentence with the cure. */
export class KeyFileError extends Error {}

/** Reads the keys of a folder, and makes them where there are none. Throws {@link KeyFileError}. */
export async function keptKeys(folder: string): Promise<KeptKeys> {
  const path = (name: string) => join(folder, name)
  if (existsSync(path(keyFiles.iAdvizePrivate))) {
    const brand = existsSync(path(keyFiles.brandPublic)) ? keyIn(path(keyFiles.brandPublic), 'public') : null
    return { brand, iAdvize: privateKeyIn(path(keyFiles.iAdvizePrivate)), made: false }
  }
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  const files: [string, KeyObject][] = [
    [keyFiles.brandPrivate, brand.privateKey],
    [keyFiles.brandPublic, brand.publicKey],
    [keyFiles.iAdvizePrivate, iAdvize.privateKey],
    [keyFiles.iAdvizePublic, iAdvize.publicKey],
  ]
  try {
    makeFolder(folder, 0o700)
    for (const [name, key] of files) {
      const isPrivate = key.type === 'private'
      const pem = key.export({ type: isPrivate ? 'pkcs8' : 'spki', format: 'pem' })
      writeFileSync(path(name), pem, { mode: isPrivate ? 0o600 : 0o644, flag: 'wx' })
    }
  } catch (error) {
    const { code, path: where } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new KeyFileError(
        `«${where}» is there, and ${keyFiles.iAdvizePrivate} is not: remove it, or name another folder with --keys`,
      )
    throw new KeyFileError(`«${folder}» can't be written to (${code}): name another folder with --keys`)
  }
  return { brand: brand.publicKey, iAdvize: iAdvize.privateKey, made: true }
}

function keyIn(file: string, half: 'public' | 'private'): KeyObject {
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    throw new KeyFileError(`«${file}» can't be read (${(error as NodeJS.ErrnoException).code})`)
  }
  const reading = readKey(content, half)
  if (!reading.key) throw new KeyFileError(`«${file}» ${reading.problem}`)
  return reading.key
}

/** A private key that others can read is taken from them: it is a test key, and no reason not to start. */
function privateKeyIn(file: string): KeyObject {
  const key = keyIn(file, 'private')
  const open = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
  if (open) chmodSync(file, 0o600)
  return key
}
