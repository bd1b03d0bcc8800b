/**
 * The search: fast-check makes candidates, the one that promises most that was never seen is played, and what breaks a
 * requirement is played again and shrunk. Which journeys come one after the other depends on the seed and the site's pages alone.
 */
import * as fc from 'fast-check'
import type { Recording } from '../recording/recording.ts'
import { commandOf, copyOf, journeys, newWay } from './commands.ts'
import type { Journey } from './commands.ts'
import { createCoverage } from './coverage.ts'
import type { Coverage } from './coverage.ts'
import type { Judged, Violation } from './judge.ts'
import { newModel } from './model.ts'
import type { Play, Played } from './player.ts'
import { replayOf } from './steps.ts'
import type { Scope, Step } from './steps.ts'

export type Finding = {
  violation: Violation
  /** other requirements that the same journey breaks for themselves */
  also: readonly string[]
  steps: readonly Step[]
  recording: Recording
  /** how long it was before it was shrunk */
  foundWith: number
}
/** Seen once, and not again. */
export type Flaky = { violation: Violation; steps: readonly Step[]; replays: number }

export type Tally = {
  journeys: number
  /** played to shrink or to confirm what had been found */
  replays: number
  steps: number
  stopped: Map<string, number>
  exercised: Set<string>
}

export type SearchOptions = {
  seed: number
  scope: Scope
  /** one for each journey at a time */
  players: readonly { play: Play }[]
  judge: (recording: Recording) => Judged
  /** requirement → how many steps the shortest journey has that is known to break it */
  known: ReadonlyMap<string, number>
  /** no further journey begins */
  isOver: () => boolean
  /** nothing that was found is shrunk any further */
  isLate: () => boolean
  /** why no journey can be played any more; ends the search */
  endsAll: (recording: Recording) => boolean
  told: (tally: Tally, findings: readonly Finding[]) => void
}

export type Searched = { findings: Finding[]; flaky: Flaky[]; tally: Tally; coverage: ReturnType<Coverage['counts']> }

/** So many candidates are looked at for each journey that is played. */
const candidates = 40
/** Steps of a journey in the search: longer ones cost more to shrink, and find little that two short ones do not. */
const maxSteps = 18
const maxReplays = 3
/** So many journeys in a row that stop before their first step, and none will come any further. */
const maxBarren = 3

/** What the model foresees of a journey. Plays nothing. */
export const planned = async (journey: Journey, scope: Scope, most = Infinity): Promise<Step[]> => {
  const way = newWay(newModel(scope), most)
  await fc.asyncModelRun(() => ({ model: way, real: null }), copyOf(journey))
  return way.steps
}

/** fast-check takes 32 bits. */
const seedOf = (seed: number, index: number): number => (Math.imul(seed, 0x9e37_79b1) + index) | 0

/** Of the candidates that fast-check makes of a seed, the most promising: its steps, and the path by which fast-check makes it again. */
const mostPromising = async (
  seed: number,
  scope: Scope,
  coverage: Coverage,
): Promise<{ path: string; steps: readonly Step[] }> => {
  const property = fc.asyncProperty(journeys(scope), async () => {})
  const all = fc.sample(property, { seed, numRuns: candidates }) as [Journey][]
  const plans = await Promise.all(all.map(([journey]) => planned(journey, scope, maxSteps)))
  const worths = plans.map(steps => coverage.worth(steps))
  const best = worths.indexOf(Math.max(...worths))
  const steps = plans[best] ?? []
  coverage.add(steps)
  return { path: String(best), steps }
}

/** What a search with this seed would play next. */
export const chosenSteps = async (seed: number, scope: Scope, coverage: Coverage): Promise<readonly Step[]> =>
  (await mostPromising(seed, scope, coverage)).steps

/** How many steps there were when something was seen. */
const stepsUntil = ({ recording, way: { acts } }: Played, at: number): number => {
  const all = recording.observations.filter(({ kind }) => kind === 'step')
  const count = all.filter(step => step.at <= at).length
  // A journey that was begun anew tells of its last time.
  return Math.max(1, acts.slice(-all.length)[count - 1] ?? 1)
}

export const search = async (options: SearchOptions): Promise<Searched> => {
  const { scope, judge, told } = options
  const coverage = createCoverage(scope)
  const findings: Finding[] = []
  const flaky = new Map<string, Flaky>()
  const tally: Tally = { journeys: 0, replays: 0, steps: 0, stopped: new Map(), exercised: new Set() }
  const known = new Map(options.known)
  const claimed = new Set<string>()
  const ended = new AbortController()
  let barren = 0

  /** What is known already is news only when there is a shorter way to it. */
  const isNews = (id: string, steps: number): boolean => !claimed.has(id) && steps < (known.get(id) ?? Infinity)
  const counted = (played: Played): Judged => {
    const { recording, way } = played
    const seen = judge(recording)
    tally.steps += way.steps.length
    for (const id of seen.exercised) tally.exercised.add(id)
    if (recording.outcome.state === 'stopped') {
      const { because } = recording.outcome
      tally.stopped.set(because, (tally.stopped.get(because) ?? 0) + 1)
      barren = way.steps.length === 0 ? barren + 1 : 0
      if (options.endsAll(recording) || barren >= maxBarren) ended.abort()
    }
    return seen
  }

  const explore = async (play: Play, index: number, path: string): Promise<void> => {
    const seed = seedOf(options.seed, index)
    let target: Violation | undefined
    let best: { played: Played; judged: Judged; violation: Violation } | undefined
    let foundWith: readonly Step[] = []
    let replays = 0
    const tried = new Set<string>()

    const again = async (journey: Journey, steps: readonly Step[], most?: number): Promise<boolean> => {
      if (!target) return false
      tally.replays += 1
      const played = await play(journey, steps, most)
      const seen = counted(played)
      told(tally, findings)
      const violation = seen.violations.find(({ id }) => id === target?.id)
      if (violation) best = { played, judged: seen, violation }
      return violation !== undefined
    }
    /** The first time: cut to where it was seen, and where that does not show it, whole. */
    const shownAgain = async (journey: Journey, steps: readonly Step[], most: number): Promise<boolean> => {
      if (most < steps.length && (await again(journey, steps.slice(0, most), most))) return true
      while (replays < maxReplays && !ended.signal.aborted) {
        replays += 1
        if (await again(journey, steps, maxSteps)) return true
      }
      return false
    }

    const breaks = async (journey: Journey): Promise<boolean> => {
      const steps = await planned(journey, scope, maxSteps)
      if (!target) {
        if (steps.length === 0) return false
        const played = await play(copyOf(journey), steps, maxSteps)
        // What was cut off by the end of the time is no journey.
        if (options.isOver()) return false
        const seen = counted(played)
        tally.journeys += 1
        told(tally, findings)
        const news = seen.violations.filter(({ id }) => isNews(id, played.way.steps.length))
        target = news.find(({ id }) => id === seen.first) ?? news[0]
        if (!target) return false
        claimed.add(target.id)
        foundWith = played.way.steps
        return shownAgain(journey, steps, stepsUntil(played, target.at))
      }
      const key = replayOf(steps)
      // The same steps by another way come to nothing new.
      if (steps.length === 0 || tried.has(key) || options.isLate() || ended.signal.aborted) return false
      tried.add(key)
      return again(journey, steps)
    }

    const property = fc.asyncProperty(journeys(scope), async journey => {
      if (await breaks(journey)) throw new Error('found')
    })
    await fc.check(property, { seed, path, numRuns: 1 })
    if (!target) return
    claimed.delete(target.id)
    if (best) {
      const { played, judged: seen, violation } = best
      const { steps } = played.way
      const also = seen.violations.map(({ id }) => id).filter(id => id !== violation.id)
      if (isNews(violation.id, steps.length)) {
        // A shorter way takes the place of the one before.
        const before = findings.findIndex(finding => finding.violation.id === violation.id)
        if (before >= 0) findings.splice(before, 1)
        findings.push({ violation, also, steps, recording: played.recording, foundWith: foundWith.length })
        flaky.delete(violation.id)
      }
      for (const id of [violation.id, ...also]) known.set(id, Math.min(steps.length, known.get(id) ?? Infinity))
    } else if (!known.has(target.id)) flaky.set(target.id, { violation: target, steps: foundWith, replays })
    told(tally, findings)
  }

  let count = 0
  /** One after the other, whoever plays: so the order does not depend on who is quicker. */
  let planning: Promise<unknown> = Promise.resolve()
  const plan = (): Promise<{ index: number; path: string }> => {
    const index = count++
    const next = planning.then(() => mostPromising(seedOf(options.seed, index), scope, coverage))
    planning = next
    return next.then(({ path }) => ({ index, path }))
  }
  await Promise.all(
    options.players.map(async ({ play }) => {
      while (!options.isOver() && !ended.signal.aborted) {
        const { index, path } = await plan()
        await explore(play, index, path)
      }
    }),
  )
  return { findings, flaky: [...flaky.values()], tally, coverage: coverage.counts() }
}

/** Plays exactly these steps. `leftOut`: index of the first that made no sense where the site stood; null: none. */
export const replayed = async (steps: readonly Step[], play: Play): Promise<Played & { leftOut: number | null }> => {
  const played = await play(steps.map(commandOf), steps)
  const isStopped = played.recording.outcome.state === 'stopped'
  const index = steps.findIndex((step, nth) => played.way.steps[nth] !== step)
  return { ...played, leftOut: isStopped || index < 0 ? null : index }
}

/** What one journey shows, in the form of a search. */
export const shownBy = (
  { recording, way: { steps } }: Played,
  scope: Scope,
  judge: SearchOptions['judge'],
): Searched => {
  const { violations, first, exercised } = judge(recording)
  const coverage = createCoverage(scope)
  coverage.add(steps)
  const stopped = recording.outcome.state === 'stopped' ? [[recording.outcome.because, 1] as const] : []
  const violation = violations.find(({ id }) => id === first) ?? violations[0]
  const also = violations.map(({ id }) => id).filter(id => id !== violation?.id)
  return {
    findings: violation ? [{ violation, also, steps, recording, foundWith: steps.length }] : [],
    flaky: [],
    tally: {
      journeys: 1,
      replays: 0,
      steps: steps.length,
      stopped: new Map(stopped),
      exercised: new Set(exercised),
    },
    coverage: coverage.counts(),
  }
}
