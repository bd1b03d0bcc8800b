/** A stored browser state, as `context.storageState({ path })` of Playwright and `npx playwright codegen --save-storage` write it. */
import { z } from 'zod'
import { maxNesting, tooDeepAt } from '../../mock-iadvize/input/nesting.ts'

const cookie = z.looseObject({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']),
})

const database = z.looseObject({
  name: z.string(),
  stores: z.array(z.looseObject({ name: z.string(), records: z.array(z.looseObject({})).default([]) })).default([]),
})

const storageState = z.object({
  cookies: z.array(cookie).default([]),
  origins: z
    .array(
      z.object({
        origin: z.string(),
        localStorage: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
        /** kept where it was stored with `indexedDB: true`: the session of Firebase Auth lies there */
        indexedDB: z.array(database).optional(),
      }),
    )
    .default([]),
})
export type StorageState = z.output<typeof storageState>

/** Answers with the state, or with what is wrong with the text; never with a part of it. */
export const readStorageState = (text: string): StorageState | { problem: string } => {
  const json = text.replace(/^\ufeff/, '')
  if (tooDeepAt(json) >= 0)
    return { problem: `is nested deeper than ${maxNesting} levels, which no stored browser state is` }
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch {
    return { problem: 'is no JSON' }
  }
  const read = storageState.safeParse(parsed)
  if (!read.success) {
    const at = read.error.issues[0]?.path.join('.') || 'the whole'
    return { problem: `is no stored browser state of Playwright (${at})` }
  }
  if (read.data.cookies.length + read.data.origins.length === 0)
    return {
      problem:
        'holds neither cookies nor local storage nor IndexedDB; it was stored before anybody was signed in, or the session lies in IndexedDB, which is stored by `context.storageState({ path, indexedDB: true })`',
    }
  return withoutIAdvize(read.data)
}

/** A real session of iAdvize's has no place in a run: the mock would not know it, and nobody may see it. */
const withoutIAdvize = ({ cookies, origins }: StorageState): StorageState => ({
  cookies: cookies.filter(({ name, domain }) => !isTheirs(name) && !isTheirs(domain)),
  origins: origins
    .filter(({ origin }) => !isTheirs(hostOf(origin)))
    .map(({ origin, localStorage, indexedDB }) => ({
      origin,
      localStorage: localStorage.filter(({ name }) => !isTheirs(name)),
      ...(indexedDB && { indexedDB: indexedDB.filter(({ name }) => !/iadvize/i.test(name)) }),
    })),
})
const isTheirs = (name: string): boolean => /(^|\.)iadvize[-.]/i.test(name)
const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).hostname : origin)

/** What must never be told: values of cookies, of local storage and of IndexedDB. Short ones are no secrets, and would blank out texts. */
export const secretsOf = ({ cookies, origins }: StorageState): string[] => [
  ...new Set(
    [
      ...[...cookies, ...origins.flatMap(({ localStorage }) => localStorage)].map(({ value }) => value),
      ...recordsOf(origins).flatMap(textsIn),
    ].filter(value => value.length >= 8),
  ),
]

const recordsOf = (origins: StorageState['origins']): Record<string, unknown>[] =>
  origins.flatMap(({ indexedDB = [] }) => indexedDB.flatMap(({ stores }) => stores.flatMap(({ records }) => records)))

/** Depth is bounded where the file is read. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  // Playwright writes an object as pairs: `{ o: [{ k: name, v: value }] }`. Names of members are the site's code.
  return Object.entries(value).flatMap(([name, inner]) => (name === 'k' ? [] : textsIn(inner)))
}

/** Objects without anything in them, as Playwright writes a CryptoKey, a Blob or a File, without an error. */
const emptied = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  const { o: pairs, ...others } = value as { o?: unknown }
  if (Array.isArray(pairs) && pairs.length === 0) return 1
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + emptied(inner), 0)
  const inner = [pairs, ...Object.values(others)]
  return inner.length === 1 && pairs === undefined ? 1 : inner.reduce<number>((sum, one) => sum + emptied(one), 0)
}

/** What a stored state has probably lost, in a sentence with the cure; null: nothing of the kind. */
export const lossOf = ({ origins }: StorageState): string | null => {
  const count = recordsOf(origins).reduce((sum, { value, valueEncoded }) => sum + emptied(valueEncoded ?? value), 0)
  return count === 0
    ? null
    : `${count} ${count === 1 ? 'object in its IndexedDB is' : 'objects in its IndexedDB are'} empty: Playwright stores a CryptoKey or a Blob as {}; a site whose session needs one can't be restored: sign in by the form, or by a function`
}
