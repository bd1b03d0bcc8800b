/** Where the time of one journey goes: to the site, to the browser, to us. */
import type { BrowserContext, Request } from '@playwright/test'
import type { Timing } from '../../recording/recording.ts'

/** Milliseconds on one clock. */
export type Interval = { from: number; to: number }

/** How long at least one of the intervals lasted. They may overlap, and are in any order. */
export const covered = (intervals: readonly Interval[]): number => {
  let sum = 0
  let end = -Infinity
  for (const { from, to } of [...intervals].sort((one, other) => one.from - other.from)) {
    sum += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return sum
}

/**
 * Each moment of a journey belongs to one of three.
 *
 * - `site`: at least one request of the browser to the site under test was under way. From the moment that Playwright tells
 *   of the request to the moment that it tells of its end; streams, sockets, pictures and fonts, which nobody waits for, are left out.
 *   Or the page was to bring the tag, or to activate, and did so late.
 * - `us`: else, Padlock did something that the same clicks do without: it set up its mock, its recorder and its probes, waited
 *   to be sure that a page had come to rest (from the last thing that happened on it to the end of the wait), looked at storage
 *   and desk, judged a token, wrote up the recording.
 * - `browser`: the rest. Opening contexts and pages, loading and running them, clicking and typing; the answers of the mock
 *   as well, as iAdvize itself would have been waited for.
 *
 * What a probe costs inside the page, and what runs beside the site's requests, hides in the other shares. So harness/upkeep/bench/own-share.bench.ts
 * measures our share from outside as well, against the same clicks driven by Playwright alone.
 */
export const shares = (whole: Interval, site: readonly Interval[], us: readonly Interval[]): Timing => {
  const within = ({ from, to }: Interval): Interval => ({
    from: Math.max(from, whole.from),
    to: Math.min(to, whole.to),
  })
  const ofSite = site.map(within)
  const inSite = covered(ofSite)
  const inBoth = covered([...ofSite, ...us.map(within)])
  return {
    site: Math.round(inSite),
    us: Math.round(inBoth - inSite),
    browser: Math.round(whole.to - whole.from - inBoth),
  }
}

export type Stopwatch = {
  /** from now on, requests of this context to the site are timed */
  watch(context: BrowserContext): void
  /** our own work, asked for here */
  ours<T>(work: () => T | Promise<T>): Promise<T>
  /** our own time, from some moment until now */
  oursSince(from: number): void
  /** the site's time, from some moment until now: it was waited for, and came */
  sitesSince(from: number): void
  /** all of it, up to now */
  shares(): Timing
}

/** Images and the like load beside everything else; streams and sockets stay open for good. */
export const isWaitedFor = (request: Request): boolean =>
  !['websocket', 'eventsource', 'media', 'image', 'font', 'ping'].includes(request.resourceType())

/** `origin`: of the site under test. `clock`: milliseconds, monotonic. */
export const createStopwatch = (origin: string, clock: () => number): Stopwatch => {
  const began = clock()
  const site: Interval[] = []
  const us: Interval[] = []
  return {
    watch: context => {
      const underWay = new WeakMap<Request, number>()
      context.on('request', request => {
        if (isWaitedFor(request) && new URL(request.url()).origin === origin) underWay.set(request, clock())
      })
      const end = (request: Request): void => {
        const from = underWay.get(request)
        if (from !== undefined) site.push({ from, to: clock() })
      }
      context.on('requestfinished', end)
      context.on('requestfailed', end)
    },
    ours: async work => {
      const from = clock()
      try {
        return await work()
      } finally {
        us.push({ from, to: clock() })
      }
    },
    oursSince: from => {
      us.push({ from, to: clock() })
    },
    sitesSince: from => {
      site.push({ from, to: clock() })
    },
    shares: () => shares({ from: began, to: clock() }, site, us),
  }
}
