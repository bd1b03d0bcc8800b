/**
 * How slow a site and this machine have proved to be, in this process: every wait is stretched by it. On an idle machine with a
 * quick site nothing is stretched; a slow one makes a run longer, never wrong.
 */
import { defaultTimeouts } from '../../config/target.ts'
import type { Target, Timeouts } from '../../config/target.ts'

/** Milliseconds. What takes longer than this stretches all waits in proportion. */
const usualMs = {
  /** a document to load, or an answer that the page waits for */
  answer: 1_500,
  /** two turns of a page's event loop, and the way there and back */
  turn: 100,
  /** how late a timer of this process is */
  late: 100,
} as const
type Measure = keyof typeof usualMs

/** A wait never becomes longer than so many times what the configuration says. */
const maxStretch = 12
/** The slowest of the latest counts: a machine that was busy for a moment is not busy for good. */
const maxKept = 20
/** Milliseconds between two looks at this process's own timers. */
const tickMs = 100

export type Slowness = {
  took(measure: Measure, milliseconds: number): void
  /** 1: as on an idle machine with a quick site */
  stretch(): number
  /** how slow it was, for the reason of a wait that ended; null: nothing was slow */
  words(): string | null
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

export const createSlowness = (lateMs: () => number = () => 0): Slowness => {
  const latest: Record<'answer' | 'turn', number[]> = { answer: [], turn: [] }
  const slowest = (measure: Measure): number => (measure === 'late' ? lateMs() : Math.max(0, ...latest[measure]))
  const over = (measure: Measure): boolean => slowest(measure) > usualMs[measure]
  return {
    took: (measure, milliseconds) => {
      if (measure === 'late') return
      latest[measure].push(milliseconds)
      if (latest[measure].length > maxKept) latest[measure].shift()
    },
    stretch: () =>
      Math.min(
        maxStretch,
        Math.max(1, ...(Object.keys(usualMs) as Measure[]).map(measure => slowest(measure) / usualMs[measure])),
      ),
    words: () => {
      const words = [
        over('answer') ? `the site took up to ${seconds(slowest('answer'))} for an answer` : null,
        over('turn') ? `its pages took up to ${seconds(slowest('turn'))} to react` : null,
        over('late') ? `this machine is busy: Padlock itself ran up to ${seconds(slowest('late'))} late` : null,
      ].filter(word => word !== null)
      return words.length === 0 ? null : words.join(', ')
    },
  }
}

/** How late timers of this process were within the last seconds. It keeps no process alive. */
const watchLateness = (): (() => number) => {
  const latest: number[] = []
  let due = performance.now() + tickMs
  setInterval(() => {
    const now = performance.now()
    latest.push(Math.max(0, now - due))
    if (latest.length > 10 * maxKept) latest.shift()
    due = now + tickMs
  }, tickMs).unref()
  return () => Math.max(0, ...latest)
}

let lateMs: (() => number) | undefined
const ofOrigin = new Map<string, Slowness>()

/** Of one site, for all journeys that this process plays. */
export const slownessOf = (origin: string): Slowness => {
  const known = ofOrigin.get(origin) ?? createSlowness((lateMs ??= watchLateness()))
  ofOrigin.set(origin, known)
  return known
}

type Waited = Pick<Target, 'origin'> & { timeouts?: Timeouts | undefined }

/** Milliseconds to wait for what may take so many on an idle machine. */
export const stretchedMs = ({ origin }: Pick<Target, 'origin'>, milliseconds: number): number =>
  Math.round(milliseconds * slownessOf(origin).stretch())

/** The waits of the configuration, as long as this site and this machine need them. `journey` is a limit, and stays what it is. */
export const timeoutsOf = (target: Waited): Timeouts => {
  const { navigation, action, journey } = target.timeouts ?? defaultTimeouts
  return { navigation: stretchedMs(target, navigation), action: stretchedMs(target, action), journey }
}
