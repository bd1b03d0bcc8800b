/** What a reader must know of how a run saw, beside what it saw. Pure. */
import type { Recording } from '../recording/recording.ts'

export const notesOf = (recordings: readonly Recording[]): string[] => {
  const routed = new Set(
    recordings.flatMap(({ browser }) => (browser.interception === 'routing' ? [browser.name] : [])),
  )
  return [...routed].map(
    name =>
      `Requests to iAdvize were routed by Playwright, because Padlock did not start this ${name}. In this mode some faults can't show: of CORS and preflights, also those of the site's own requests; of the browser's cache, and so of pages that the back button brings back (logout/stays-out); of what a page sends while it is being left (beacons), or from a shared worker. Service workers are off. Certify with a Chromium that Padlock starts to see all of it.`,
  )
}
