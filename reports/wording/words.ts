/** The words that all reports share, so that they never tell one thing in two ways. */
import { faultOf } from '../../harness/recording/faults.ts'
import { isOutOfDate } from '../../harness/verdict/baseline.ts'
import { gapWords } from '../../harness/verdict/gap-words.ts'
import type { JourneyResult, RequirementResult, Result, ResultFinding } from '../../harness/verdict/result.ts'

type Violated = Extract<ResultFinding, { outcome: 'violated' }>

export const verdictWords = {
  conforms: 'Conforms',
  violated: 'Does not conform',
  incomplete: 'Incomplete',
} as const satisfies Record<Result['verdict'], string>

/** The verdict, never without what limits it. */
export const verdictTitle = ({
  verdict,
  counts,
  baseline,
}: Pick<Result, 'verdict' | 'counts' | 'baseline'>): string => {
  if (verdict !== 'conforms') return verdictWords[verdict]
  const title =
    counts.known > 0
      ? `${verdictWords.conforms}, but for ${count(counts.known, 'known finding')}`
      : verdictWords.conforms
  if (!isOutOfDate(baseline)) return title
  return `${title}, ${counts.known > 0 ? 'and' : 'but'} the baseline is out of date`
}

/** «that» or «those», for what comes first. */
export const fixFirst = (causes: number): string => `fix ${causes === 1 ? 'that' : 'those'} first`

export const knownWords = ({ reason, owner, expires }: NonNullable<Violated['known']>): string =>
  `known until ${expires}: ${reason} (${owner})`

/** What a fault of Padlock's own making is called in pictures. */
export const faultWords = (name: string): string => faultOf(name).label

/** Areas of the catalogue, as a person calls them. */
export const areaWords = (area: string): string => areaNames[area] ?? area
const areaNames: Record<string, string> = {
  tag: 'Tag',
  activation: 'Activation',
  page: 'Page',
  spa: 'Single-page app',
  token: 'Token',
  failure: 'Failures',
  'ext-id': 'extID',
  padlock: 'Padlock',
  logout: 'Sign-out',
  provider: 'Token provider',
}

/** Whether a text may begin with a capital where it is shown: its first word is a word, and no name of code (exp, config.sid). */
export const isSentence = (text: string): boolean => {
  const word = /^[a-z]+(?=[ ,:;'’])/.exec(text)?.[0]
  return word !== undefined && !codeNames.has(word)
}
const codeNames = new Set([
  'activate',
  'alg',
  'aud',
  'cty',
  'enc',
  'exp',
  'iat',
  'iss',
  'jti',
  'kid',
  'nbf',
  'sid',
  'sub',
  'typ',
])

export const statusWords = {
  met: 'met',
  violated: 'violated',
  blocked: 'blocked',
  'not-observed': 'not observed',
  'not-applicable': 'not applicable',
} as const satisfies Record<RequirementResult['status'], string>

export const basisWords = {
  doc: 'stated by a public iAdvize page',
  partial: 'a truncated, older or contradictory public copy',
  assumed: 'our inference: the public record is silent',
  practice: 'a published security practice',
} as const satisfies Record<RequirementResult['basis'], string>

export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`

export { listed as list } from '../../harness/verdict/gap-words.ts'

/** undefined: every journey of the run has a recording. */
export const partWords = ({ journeys, partial }: Pick<Result, 'journeys' | 'partial'>): string | undefined =>
  partial && partial.missing.length > 0
    ? gapWords(
        journeys.map(({ id }) => id),
        partial.missing,
      )
    : undefined

/** `milliseconds` as `340 ms`, `12.3 s` or `2 min 5 s`. */
export const durationWords = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `site 30 % · browser 62 % · Padlock 8 %`: of the journeys. */
export const sharesOf = ({ site, browser, us }: NonNullable<Result['timing']>): [name: string, percent: number][] => {
  const whole = Math.max(1, site + browser + us)
  const percent = (part: number): number => Math.round((part / whole) * 100)
  return [
    ['site', percent(site)],
    ['browser', 100 - percent(site) - percent(us)],
    ['Padlock', percent(us)],
  ]
}

/** `15.0 s for start, checks and reports; in the journeys site 30 % · browser 62 % · Padlock 8 %` */
export const timingWords = (timing: NonNullable<Result['timing']>): string => {
  const inJourneys = sharesOf(timing).map(([name, percent]) => `${name} ${percent} %`)
  // Of recordings that are judged later nobody knows what lay around them.
  const around =
    timing.outside > 0 ? `${durationWords(timing.outside)} for start, checks and reports; in the journeys ` : ''
  return around + inJourneys.join(' · ')
}

/** `22 November 2025, 16:24 UTC`; what is no date is given back as it is. */
export const dateWords = (iso: string): string => {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`
}

/** The journey, then what stands in `place`: step, path, browser, tab, time. */
export const whereWords = (where: ResultFinding['where'], journeys: readonly JourneyResult[]): string => {
  const journey = journeys.find(({ id }) => id === where.journey)
  return [`journey «${journey?.title ?? where.journey}»`, placeWords(where)].join(', ')
}

export const placeWords = (where: Omit<ResultFinding['where'], 'journey'>): string =>
  [
    where.step && `step «${where.step}»`,
    where.path,
    where.browser && `${where.browser} browser`,
    where.tab,
    `after ${durationWords(where.at)}`,
  ]
    .filter(Boolean)
    .join(', ')
