/** Reads a configuration and what it names. Every mistake at once: file, key, value, what was expected, cure. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { KeyObject } from 'node:crypto'
import type { z } from 'zod'
import { fingerprint, readKey } from '../../mock-iadvize/keys.ts'
import { UsageError } from '../usage-error.ts'
import { nearest } from '../nearest.ts'
import { configSchema } from './config.ts'
import type { ReadConfig, SecretReference } from './config.ts'
import type { Target } from './target.ts'

export type LoadedConfig = {
  target: Target
  brandKeys: KeyObject[]
  iAdvizeKeys: KeyObject[]
  /** minutes */
  sessionMinutes: number
}

const extensions = ['.json', '.js', '.mjs', '.ts', '.mts']

/**
 * Node 20 reads no TypeScript, so Playwright's own loader does, in the command as in its workers. Not a documented part of
 * Playwright: its version is pinned, and an end-to-end test watches this.
 */
const loadModule = async (file: string): Promise<unknown> => {
  if (!/\.m?ts$/.test(file)) return import(pathToFileURL(file).href)
  const { transform } = createRequire(import.meta.url)('playwright/lib/common') as {
    transform: { requireOrImport: (file: string) => Promise<unknown> }
  }
  return transform.requireOrImport(file)
}

const readFile = async (file: string): Promise<unknown> => {
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such configuration file`)
  if (!extensions.includes(extname(file)))
    throw new UsageError(`${file}: expected a configuration that ends in ${extensions.join(', ')}`)
  try {
    if (extname(file) === '.json') return JSON.parse(readFileSync(file, 'utf8')) as unknown
    const loaded = (await loadModule(file)) as { default?: unknown }
    if (loaded.default === undefined)
      throw new Error('it has no default export; write «export default defineConfig({ … })»')
    return loaded.default
  } catch (error) {
    throw new UsageError(
      `${file}: can't be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    )
  }
}

const keyName = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('')

/** Keys that the schema knows at a place, to guess what an unknown one was meant to be. */
const knownKeys = (path: readonly PropertyKey[]): string[] => {
  let schema: unknown = configSchema
  for (const part of path) {
    while (schema && typeof schema === 'object' && !('shape' in schema) && !('element' in schema)) {
      const inner = (schema as { unwrap?: () => unknown }).unwrap?.()
      if (!inner) break
      schema = inner
    }
    const { shape, element } = (schema ?? {}) as { shape?: Record<string, unknown>; element?: unknown }
    schema = typeof part === 'number' ? element : shape?.[String(part)]
  }
  while (schema && typeof schema === 'object' && !('shape' in schema) && 'unwrap' in schema)
    schema = (schema as { unwrap: () => unknown }).unwrap()
  return Object.keys((schema as { shape?: object } | undefined)?.shape ?? {})
}

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? `«${value}»` : (JSON.stringify(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const problemOf = (file: string, config: unknown, issue: z.core.$ZodIssue): string[] => {
  const at = (path: readonly PropertyKey[]): unknown =>
    path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], config)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => {
      const near = nearest(key, knownKeys(issue.path))
      return `${file}: ${keyName([...issue.path, key])}: unknown key${near ? `; did you mean «${near}»?` : `; known here: ${knownKeys(issue.path).join(', ')}`}`
    })
  const key = keyName(issue.path) || 'the whole configuration'
  // What stands where a secret should be is perhaps the secret itself.
  const secret = issue.path.at(-1) === 'password'
  const received = secret && at(issue.path) !== undefined ? 'a value that is not shown here' : shown(at(issue.path))
  return [`${file}: ${key}: ${issue.message}; received ${received}`]
}

/** Answers with problems, or with the value. */
const secretValue = (file: string, key: string, reference: string | SecretReference, problems: string[]): string => {
  if (typeof reference === 'string') return reference
  if ('env' in reference) {
    const value = process.env[reference.env]
    if (!value)
      problems.push(
        `${file}: ${key}: the environment variable ${reference.env} is ${value === '' ? 'empty' : 'not set'}; set it and run again`,
      )
    return value ?? ''
  }
  try {
    const value = readFileSync(resolve(dirname(file), reference.file), 'utf8').trimEnd()
    if (value === '') problems.push(`${file}: ${key}: ${reference.file} is empty`)
    return value
  } catch {
    problems.push(`${file}: ${key}: ${reference.file} can't be read`)
    return ''
  }
}

const keyFrom = (
  file: string,
  key: string,
  path: string,
  half: 'public' | 'private',
  problems: string[],
): KeyObject[] => {
  let text: Buffer
  try {
    text = readFileSync(resolve(dirname(file), path))
  } catch {
    problems.push(`${file}: ${key}: ${path} can't be read; give the path of a key file, relative to the configuration`)
    return []
  }
  const read = readKey(text, half)
  if ('problem' in read) {
    problems.push(`${file}: ${key}: ${path}: ${read.problem}`)
    return []
  }
  return [read.key]
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']

export const loadConfig = async (path: string): Promise<LoadedConfig> => {
  const file = resolve(path)
  const raw = await readFile(file)
  const parsed = configSchema.safeParse(raw)
  if (!parsed.success) throw new UsageError(...parsed.error.issues.flatMap(issue => problemOf(path, raw, issue)))
  const config: ReadConfig = parsed.data
  const problems: string[] = []
  const users = config.users.map((user, index) => ({
    label: ordinals[index] ?? `${index + 1}th`,
    username: secretValue(path, `users[${index}].username`, user.username, problems),
    password: secretValue(path, `users[${index}].password`, user.password, problems),
    ...(user.userId === undefined
      ? {}
      : { userId: secretValue(path, `users[${index}].userId`, user.userId, problems) }),
  }))
  const brandKeys = config.keys
    ? [config.keys.brand].flat().flatMap(from => keyFrom(path, 'keys.brand', from, 'public', problems))
    : []
  const iAdvizeKeys = config.keys ? keyFrom(path, 'keys.iAdvize', config.keys.iAdvize, 'private', problems) : []
  for (const key of iAdvizeKeys)
    if (brandKeys.some(other => fingerprint(other) === fingerprint(key)))
      problems.push(
        `${path}: keys.brand and keys.iAdvize are halves of one pair; keys.brand is the public key that verifies the brand's signature`,
      )
  if (problems.length > 0) throw new UsageError(...problems)
  const url = new URL(config.url)
  return {
    target: {
      name: config.name ?? url.host,
      origin: url.origin,
      sid: config.sid,
      platform: config.platform,
      pages: config.pages,
      users,
      signInPage: config.signIn.page,
      guests: config.policy.guests,
    },
    brandKeys,
    iAdvizeKeys,
    sessionMinutes: config.policy.sessionMinutes,
  }
}
