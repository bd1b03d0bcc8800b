/** What a reader must know of how a run saw, beside what it saw. Pure. */
import type { Recording } from '../recording/recording.ts'

export const notesOf = (recordings: readonly Recording[]): string[] => {
  const routed = new Set(
    recordings.flatMap(({ browser }) => (browser.interception === 'routing' ? [browser.name] : [])),
  )
  return [...routed].map(
    name =>
      `Requests to iAdvize were routed by Playwright, because Padlock did not start this ${name}. In this mode faults of CORS and of preflights do not show, nor does what a page sends while it is being left (beacons) or from a shared worker; service workers are off. Certify with a Chromium that Padlock starts to see them.`,
  )
}
