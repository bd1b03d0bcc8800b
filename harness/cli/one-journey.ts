/** `certify --journey`: which journeys it plays, and the words by which it is told. */
import { nearest } from '../../mock-iadvize/input/nearest.ts'
import { partFolder } from '../foundation/installation.ts'
import { journeyIds } from '../run/journey-ids.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { matches } from '../verdict/selection.ts'
import type { Values } from './command.ts'
import { text } from './judging.ts'

/**
 * Ids of the journeys that patterns name, `sign-*`; undefined without patterns: all. `signedInPages`: of the site, where its run is in
 * parts. Throws a UsageError.
 */
export const chosenJourneys = (patterns: readonly string[], signedInPages = 0): string[] | undefined => {
  if (patterns.length === 0) return undefined
  const all = journeyIds(signedInPages)
  const there = `there are ${all.join(', ')}`
  const idle = patterns.filter(pattern => !all.some(id => matches(pattern, id)))
  if (idle.length > 0)
    throw new UsageError(
      ...idle.map(pattern => {
        const near = nearest(pattern, all)
        if (pattern.includes('/')) return `--journey «${pattern}»: that is a requirement, for --only; ${there}`
        if (/[, ]/.test(pattern)) return `--journey «${pattern}»: one id for each --journey; ${there}`
        return `--journey «${pattern}»: there is no such journey; ${near ? `did you mean «${near}»?` : there}`
      }),
    )
  return all.filter(id => patterns.some(pattern => matches(pattern, id)))
}

/** A word of a command line, as a shell takes it. */
const shellWord = (word: string): string =>
  /^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`

/** What a run of one journey is called without, or has nothing to do with. */
const notAgain = new Set([
  'journey',
  'again',
  'watch',
  'files',
  'only',
  'baseline',
  'update-baseline',
  'sign',
  'history',
  'report-dir',
  'json',
  'events',
])

/** The words that certify the same site in the same way, for one journey more; undefined: nothing to tell, or a secret may be in it. */
export const wordsAgain = (values: Values): string | undefined => {
  if (values['connect'] !== undefined) return undefined
  const folder = text(values, 'report-dir')
  const beside =
    folder === undefined || values['journey'] !== undefined || values['again'] === true ? folder : partFolder(folder)
  const flags = Object.entries(values).flatMap(([name, value]) => {
    if (notAgain.has(name) || value === undefined || value === false) return []
    return value === true ? [`--${name}`] : [value].flat().flatMap(each => [`--${name}`, shellWord(String(each))])
  })
  return ['certify', ...flags, ...(beside === undefined ? [] : ['--report-dir', shellWord(beside)])].join(' ')
}
