/** What is wrong with what somebody has written (a configuration, a file, a request's body), in Padlock's own words. */
import type { z } from 'zod'
import { nearest } from './nearest.ts'
import { secretKind } from './secret-like.ts'

export type Path = readonly PropertyKey[]

/** `users[0].password` */
export const keyName = (path: Path): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('')

export const valueAt = (config: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part], config)

type Schema = {
  description?: string
  shape?: Record<string, Schema>
  element?: Schema
  options?: Schema[]
  unwrap?: () => Schema
}

/** The schema at a place, without what only says that it may be left out; of alternatives the one that has the key. */
const schemaAt = (path: Path, whole: z.ZodType): Schema | undefined =>
  path.reduce<Schema | undefined>(
    (schema, part) => {
      const options = schema ? [bare(schema), ...(bare(schema).options ?? [])] : []
      return typeof part === 'number'
        ? options.find(({ element }) => element)?.element
        : options.find(({ shape }) => shape?.[String(part)])?.shape?.[String(part)]
    },
    whole as unknown as Schema,
  )
const bare = (schema: Schema): Schema =>
  'shape' in schema || 'element' in schema || !schema.unwrap ? schema : bare(schema.unwrap())

/** What only says that it may be left out need not repeat what it is about. */
const descriptionOf = (schema: Schema | undefined): string | undefined =>
  schema && (schema.description ?? (schema.unwrap ? descriptionOf(schema.unwrap()) : undefined))

/** Keys that the schema knows at a place, to guess what an unknown one was meant to be. */
const knownKeys = (path: Path, whole: z.ZodType): string[] => {
  const schema = schemaAt(path, whole)
  if (!schema) return []
  return [bare(schema), ...(bare(schema).options ?? [])].flatMap(({ shape }) => Object.keys(shape ?? {}))
}

/** Never what is inside of an object: a secret may have ended up there. */
const shown = (value: unknown, isSecret: boolean): string => {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'function') return 'a function'
  if (value === '') return 'an empty text'
  if (isSecret || (typeof value === 'string' && /[@\n]/.test(value)))
    return `${typeof value === 'string' ? 'a text' : `a ${typeof value}`} that is not shown here`
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value === 'bigint') return 'a BigInt'
  if (typeof value === 'string' && secretKind(value) !== null) return `${secretKind(value)} that is not shown here`
  const text = typeof value === 'string' ? `«${value}»` : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  record: 'an object',
}

const units: Readonly<Record<string, [one: string, more: string]>> = {
  string: [' character', ' characters'],
  array: [' entry in the list', ' entries in the list'],
}
const counted = (count: unknown, origin: string): string =>
  `${String(count)}${units[origin]?.[count === 1 ? 0 : 1] ?? ''}`

const ofKind = (issue: z.core.$ZodIssue, path: Path, whole: z.ZodType): string => {
  const description = descriptionOf(schemaAt(path, whole))
  const meaning = description ? ` (${description})` : ''
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}${meaning}`
    case 'invalid_value':
      return `expected ${issue.values
        .map(value => JSON.stringify(value))
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}${meaning}`
    case 'too_small':
      if (issue.origin === 'string') return `expected a text that is not empty${meaning}`
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${counted(issue.minimum, issue.origin)}${meaning}`
    case 'too_big':
      return `expected at most ${counted(issue.maximum, issue.origin)}${meaning}`
    default:
      return `expected something else${meaning}`
  }
}

/** A message that the schema gives itself is better than a general one. */
const isZods = (message: string): boolean => /^(Invalid|Too|Unrecognized)\b/.test(message)

/** Of alternatives: the mistakes inside the one that was plainly meant, because the value is of its kind. */
const meant = (issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined =>
  issue.errors.find(
    of => of.length > 0 && of.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  )

export type SchemaProblem = {
  /** `users[0].password`; empty: the whole */
  where: string
  /** `expected a text; received nothing` */
  says: string
}

/** What was read: by which schema, and where in it a secret or somebody's name may stand, even in the wrong shape: it is never told. */
export type Reading = { schema: z.ZodType; isSecret: (path: Path) => boolean }

/** All mistakes of `given`, which `error` tells in the words of the library. */
export const schemaProblems = (given: unknown, { issues }: z.core.$ZodError, reading: Reading): SchemaProblem[] =>
  issues.flatMap(issue => problemsOf(given, issue, reading))

/** A schema that looks closer itself says in `params.received` what it has found. */
const problemsOf = (given: unknown, issue: z.core.$ZodIssue, reading: Reading): SchemaProblem[] => {
  const { schema, isSecret } = reading
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => {
      const known = knownKeys(issue.path, schema)
      const near = nearest(key, known)
      return {
        where: keyName([...issue.path, key]),
        says: `unknown key${near ? `; did you mean «${near}»?` : `; known here: ${known.join(', ')}`}`,
      }
    })
  const value = valueAt(given, issue.path)
  if (issue.code === 'invalid_union') {
    const inside = typeof value === 'object' && value !== null && !isReference(issue.message) ? meant(issue) : undefined
    if (inside) return inside.flatMap(one => problemsOf(given, { ...one, path: [...issue.path, ...one.path] }, reading))
  }
  if (issue.code === 'invalid_key')
    return [
      {
        where: keyName(issue.path.slice(0, -1)),
        says: `${issue.issues[0]?.message ?? 'expected another key'}; received «${String(issue.path.at(-1))}»`,
      },
    ]
  const words = isZods(issue.message) ? ofKind(issue, issue.path, schema) : issue.message
  const received =
    (issue.code === 'custom' ? issue.params?.['received'] : undefined) ?? shown(value, isSecret(issue.path))
  return [{ where: keyName(issue.path), says: `${words}; received ${String(received)}` }]
}

/** Where a secret is asked for by reference, the sentence that says how is better than what is wrong with one half of it. */
const isReference = (message: string): boolean => message.includes('{ "env": "NAME" }')
