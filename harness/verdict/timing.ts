/** Where the time of a run went, by the account of its recordings. Pure. */
import type { Recording } from '../recording/recording.ts'
import type { Result } from './result.ts'

/** From the beginning of the first journey to the end of the last. Milliseconds. */
const span = (recordings: readonly Recording[]): number => {
  const begins = recordings.map(({ startedAt }) => Date.parse(startedAt))
  const ends = recordings.map(({ duration }, index) => (begins[index] ?? 0) + duration)
  return Math.max(...ends) - Math.min(...begins)
}

/** `duration`: milliseconds, the whole command. undefined: no recording tells. */
export const timingOf = (recordings: readonly Recording[], duration: number): Result['timing'] => {
  const all = recordings.flatMap(({ timing }) => timing ?? [])
  if (all.length === 0) return undefined
  const sum = (share: 'site' | 'browser' | 'us'): number => all.reduce((total, each) => total + each[share], 0)
  return {
    site: sum('site'),
    browser: sum('browser'),
    us: sum('us'),
    outside: Math.max(0, Math.round(duration - span(recordings))),
  }
}
