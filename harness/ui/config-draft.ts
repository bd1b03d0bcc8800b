/** The configuration as the page fills it in: checked by the reader of configurations itself, and written into the folder. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { readJson } from '../config/config-file.ts'
import { readConfig } from '../config/load-config.ts'
import { productionProblem } from '../config/production.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { confined } from './confined.ts'
import type { Secrets } from './secrets.ts'

export type Draft = Record<string, unknown>
/** `where`: `users[0].password`; empty: the whole. `asks`: the page may say that it is meant */
export type Problem = { where: string; says: string; asks?: 'production' }

/** `editable`: plain data, which the form can take; code is run as it is. `variables`: that it names */
export type ConfigFile = { name: string; editable: boolean; variables: string[] }

/** A name that this page may write: no package.json is ever taken for a configuration. */
export const isWritable = (name: string): boolean => /^padlock[\w.-]{0,80}\.json$/.test(name)
const isConfig = (name: string): boolean =>
  /^[\w.-]*padlock[\w.-]*\.(?:json|m?[jt]s)$/.test(name) && !name.startsWith('.')

/** Where a value may be a secret that somebody has written out, or a program to start: neither goes to the page, or comes from it. */
const ownersAlone = [['headers'], ['browser', 'executablePath'], ['browser', 'connect']] as const

const asDraft = (value: unknown): Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Draft) : {}

const without = (draft: Draft, [first, ...deeper]: readonly string[]): Draft => {
  if (first === undefined || !Object.hasOwn(draft, first)) return draft
  const { [first]: inner, ...rest } = draft
  if (deeper.length === 0) return rest
  const left = without(asDraft(inner), deeper)
  return Object.keys(left).length === 0 ? rest : { ...rest, [first]: left }
}
const valueAt = (draft: Draft, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (Object.hasOwn(asDraft(value), key) ? asDraft(value)[key] : undefined), draft)
const withValue = (draft: Draft, [first = '', ...deeper]: readonly string[], value: unknown): Draft => ({
  ...draft,
  [first]: deeper.length === 0 ? value : withValue(asDraft(draft[first]), deeper, value),
})

/** Every path of a file that is named in it. */
const namedPaths = (draft: Draft): { where: string; path: string }[] => {
  const keys = asDraft(draft['keys'])
  const texts = (where: string, value: unknown): { where: string; path: string }[] =>
    [value].flat().flatMap(path => (typeof path === 'string' && path !== 'none' ? [{ where, path }] : []))
  const inside = (value: unknown, where: string): { where: string; path: string }[] => {
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, inner]) => {
      const place = Array.isArray(value) ? `${where}[${key}]` : where === '' ? key : `${where}.${key}`
      return key === 'file' && typeof inner === 'string' ? [{ where, path: inner }] : inside(inner, place)
    })
  }
  return [
    ...texts('keys.brand', keys['brand']),
    ...texts('keys.iAdvize', keys['iAdvize']),
    ...texts('tls.ca', asDraft(draft['tls'])['ca']),
    ...inside(draft, ''),
  ]
}

/** With each text that is such a path in the place of one that leads nowhere. */
const withoutPaths = (value: unknown, isOutside: (path: string) => boolean): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(each => withoutPaths(each, isOutside))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isPath = ['file', 'brand', 'iAdvize', 'ca'].includes(key)
      const left = (text: unknown): unknown => (typeof text === 'string' && isOutside(text) ? nowhere : text)
      if (isPath && Array.isArray(inner)) return [key, inner.map(left)]
      return [key, isPath && typeof inner === 'string' ? left(inner) : withoutPaths(inner, isOutside)]
    }),
  )
}
const nowhere = '.padlock-nowhere'

const toProblem = (file: string, text: string): Problem => {
  const told = text.startsWith(`${file}: `) ? text.slice(file.length + 2) : text
  const [, where, says] = /^([\w$]+(?:[.[][\w\].[-]*)?)(?: \([^)]*\))?: (.*)$/s.exec(told) ?? []
  const words = (says ?? told).replace('; set it and run again', '; type it here, and it is held in memory')
  return { where: where === 'the whole configuration' ? '' : (where ?? ''), says: words }
}

export const createDrafts = (folder: string, secrets: Secrets) => {
  const existing = (name: string): Draft => {
    const path = confined(folder, name)
    if (path === null || !isWritable(name) || !existsSync(path)) return {}
    try {
      return asDraft(readJson(readFileSync(path, 'utf8')))
    } catch (error) {
      throw new UsageError(`${name}: can't be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  /** What only the file's owner may say stays as the file says it. */
  const completed = (name: string, given: Draft): Draft => {
    const kept = existing(name)
    return ownersAlone.reduce((draft, path) => {
      const own = valueAt(kept, path)
      return own === undefined ? draft : withValue(draft, path, own)
    }, given)
  }
  const isOutside = (path: string): boolean => confined(folder, path) === null
  const problemsOf = (name: string, given: Draft, { production }: { production: boolean }): Problem[] => {
    const forbidden = ownersAlone.flatMap(path =>
      valueAt(given, path) === undefined
        ? []
        : [{ where: path.join('.'), says: `write it into ${name} yourself: this page neither shows nor changes it` }],
    )
    const outside = namedPaths(given)
      .filter(({ path }) => isOutside(path))
      .map(({ where }) => ({
        where,
        says: 'expected a file in the folder in which this page was started; received a path outside of it',
      }))
    const problems: Problem[] = [...forbidden, ...outside]
    const refused = new Set(problems.map(({ where }) => where))
    try {
      // Nothing outside is read: a path that leads there is looked for where nothing is.
      const own = ownersAlone.reduce((draft, path) => without(draft, path), withoutPaths(given, isOutside) as Draft)
      readConfig(completed(name, own), join(folder, name), name, secrets.env())
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      const told = error.problems.map(text => toProblem(name, text))
      problems.push(...told.filter(({ where }) => !refused.has(where.replace(/\.file$/, ''))))
    }
    const { url } = given
    const unmeant =
      typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url) ? productionProblem('url', url) : null
    if (unmeant !== null && !production)
      problems.push({ ...toProblem(name, unmeant.replace('add --production', 'say so below')), asks: 'production' })
    return problems
  }
  return {
    files: (): ConfigFile[] =>
      readdirSync(folder, { withFileTypes: true })
        .filter(entry => entry.isFile() && isConfig(entry.name))
        .map(({ name }) => ({
          name,
          editable: extname(name) === '.json' && isWritable(name),
          variables: [
            ...new Set(
              [...readFileSync(join(folder, name), 'utf8').matchAll(/\benv['"]?\s*:\s*['"]([A-Za-z_]\w*)['"]/g)].map(
                ([, variable = '']) => variable,
              ),
            ),
          ],
        })),
    /** For the form. Throws a UsageError where the file is none, or can't be read. */
    read: (name: string): Draft => {
      if (!isWritable(name)) throw new UsageError(`${name}: is no configuration that this page can change`)
      return ownersAlone.reduce((draft, path) => without(draft, path), existing(name))
    },
    problems: problemsOf,
    /** Answers with what is wrong with it. A configuration with mistakes is written all the same: somebody may go on tomorrow. */
    write: (name: string, given: Draft, meant: { production: boolean }): Problem[] => {
      const path = confined(folder, name)
      if (!isWritable(name) || path === null)
        return [{ where: '', says: `${name}: expected a name such as padlock.config.json or padlock.staging.json` }]
      const problems = problemsOf(name, given, meant)
      // What would be refused in it is not written either.
      if (problems.some(({ says }) => says.startsWith('write it into') || says.includes('outside of it')))
        return problems
      writeFileSync(path, `${JSON.stringify(completed(name, given), null, 2)}\n`)
      return problems
    },
  }
}
