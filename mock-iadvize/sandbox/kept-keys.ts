/** The test keys of the sandbox: made on first start, kept in a folder, the private halves readable by their owner only. */
import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fingerprint, makeKeyPair, publicHalf, type Half } from '../token/keys.ts'
import { readKey } from '../token/keys/read-key.ts'
import { makeFolder } from './make-folder.ts'

export type KeptKeys = {
  /** verifies the signatures of the brand's tokens; null: neither half is there, the brand's keys come from elsewhere */
  brand: KeyObject | null
  /** opens the tokens */
  iAdvize: KeyObject
  made: boolean
  /** names of the files that are there */
  files: readonly string[]
  /** what is no reason not to start, each with the cure */
  warnings: readonly string[]
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

/** Those of the four that are in a folder. */
export const keyFilesIn = (folder: string): string[] =>
  Object.values(keyFiles).filter(name => existsSync(join(folder, name)))

/** Key files that can't be used, each in a sentence with the cure. */
export class KeyFileError extends Error {
  readonly problems: readonly string[]
  constructor(...problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Reads the keys of a folder, and makes them where there are none. Throws {@link KeyFileError}. */
export async function keptKeys(folder: string): Promise<KeptKeys> {
  const files = keyFilesIn(folder)
  if (files.length === 0) {
    const { brand, iAdvize } = await newKeys(folder, '--keys')
    const made = { made: true, files: Object.values(keyFiles), warnings: [] }
    return { brand: brand.publicKey, iAdvize: iAdvize.privateKey, ...made }
  }
  const problems: string[] = []
  const keyOf = (name: string, half: Half): KeyObject | null => {
    if (!files.includes(name)) return null
    const { key, problem } = keyIn(join(folder, name), half)
    if (problem !== undefined) problems.push(problem)
    return key ?? null
  }
  const pairs = [
    [keyFiles.brandPrivate, keyFiles.brandPublic],
    [keyFiles.iAdvizePrivate, keyFiles.iAdvizePublic],
  ] as const
  const [brand, iAdvize] = pairs.map(([privateName, publicName]) => {
    const [privateKey, publicKey] = [keyOf(privateName, 'private'), keyOf(publicName, 'public')]
    if (privateKey && publicKey && fingerprint(privateKey) !== fingerprint(publicKey))
      problems.push(
        `«${folder}»: ${privateName} and ${publicName} are not halves of one pair (${fingerprint(privateKey)} and ${fingerprint(publicKey)}): put the halves that belong together there, or name another folder with --keys`,
      )
    return { privateKey, publicKey: publicKey ?? (privateKey && publicHalf(privateKey)) }
  })
  if (!files.includes(keyFiles.iAdvizePrivate))
    problems.push(
      `«${folder}» holds ${files.join(', ')}, and not ${keyFiles.iAdvizePrivate}, which opens the tokens: put it there, or name another folder with --keys; one that holds no keys gets new ones`,
    )
  if (problems.length > 0 || !iAdvize?.privateKey) throw new KeyFileError(...problems)
  const warnings = files.flatMap(name => openToOthers(join(folder, name)) ?? [])
  return { brand: brand?.publicKey ?? null, iAdvize: iAdvize.privateKey, made: false, files, warnings }
}

/** A new pair for each side, in four files or in none. `option`: by which another folder is named. Throws {@link KeyFileError}. */
export async function newKeys(folder: string, option: string): Promise<Record<'brand' | 'iAdvize', KeyPair>> {
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  const keys: [string, KeyObject][] = [
    [keyFiles.brandPrivate, brand.privateKey],
    [keyFiles.brandPublic, brand.publicKey],
    [keyFiles.iAdvizePrivate, iAdvize.privateKey],
    [keyFiles.iAdvizePublic, iAdvize.publicKey],
  ]
  const written: string[] = []
  try {
    makeFolder(folder, 0o700)
    for (const [name, key] of keys) {
      const isPrivate = key.type === 'private'
      const pem = key.export({ type: isPrivate ? 'pkcs8' : 'spki', format: 'pem' })
      writeFileSync(join(folder, name), pem, { mode: isPrivate ? 0o600 : 0o644, flag: 'wx' })
      written.push(name)
    }
  } catch (error) {
    for (const name of written) rmSync(join(folder, name))
    const { code } = error as NodeJS.ErrnoException
    throw new KeyFileError(`«${folder}» can't be written to (${code}): name another folder with ${option}`)
  }
  return { brand, iAdvize }
}
type KeyPair = Awaited<ReturnType<typeof makeKeyPair>>

function keyIn(file: string, half: Half): { key: KeyObject; problem?: never } | { key?: never; problem: string } {
  try {
    const reading = readKey(readFileSync(file), half)
    return reading.key ? reading : { problem: `«${file}» ${reading.problem}` }
  } catch (error) {
    return { problem: `«${file}» can't be read (${(error as NodeJS.ErrnoException).code})` }
  }
}

/** A private key that more people than its owner can read, in a sentence with the cure; null: it is none, or this system can't tell. */
export function openToOthers(file: string): string | null {
  if (!file.endsWith('private.pem') || process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return null
  return `«${file}» is a private key that others can read: chmod 600 ${file}`
}
