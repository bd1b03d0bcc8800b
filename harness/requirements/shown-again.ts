/** A token that pages show more than once, as the sandbox judges it: each time by what holds at that time. */
import type { Recording } from '../recording/recording.ts'

/** Name of a token that was judged again when it was shown once more. `times`: how often it had been shown before */
export const shownAgain = (ref: string, times: number): string => `${ref}, shown again (${times})`

/** Each showing of a token as a token of its own: it may have expired since the page before, or another key may be set up by now. */
export const withEachShowing = (recording: Recording): Recording => {
  const refs = new Set(recording.tokens.map(({ ref }) => ref))
  const times = new Map<string, number>()
  const observations = recording.observations.map(seen => {
    if (seen.kind !== 'provider-answer' || seen.token === null) return seen
    const before = times.get(seen.token) ?? 0
    times.set(seen.token, before + 1)
    const again = shownAgain(seen.token, before)
    return refs.has(again) ? { ...seen, token: again } : seen
  })
  return { ...recording, observations }
}
