/** Recordings of one target → the whole result that all reports render. */
import { exitCodes } from '../foundation/exit-codes.ts'
import type { Recording } from '../recording/recording.ts'
import { timingOf } from './timing.ts'
import { isOutOfDate } from './baseline.ts'
import { catalogueVersion } from '../requirements/catalogue.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { proofOf } from './proof.ts'
import type { Proof } from './proof.ts'
import { notesOf, stoppedRequests } from './notes.ts'
import { resultSchemaVersion } from './result.ts'
import type { Result } from './result.ts'
import { journeyResult } from './timeline.ts'
import { picturesOf } from './pictures.ts'
import { tokenShapes } from './token-shapes.ts'
import { verdict } from './verdict.ts'
import type { Verdict, VerdictOptions } from './verdict.ts'

export type RunMeta = VerdictOptions & {
  startedAt: Date
  /** milliseconds, the whole command */
  duration: number
  /** Ctrl-C: some journeys never ran */
  cancelled?: boolean
  /** why the run is not whole, through no fault of the site; a sentence each */
  faults?: readonly string[]
  /** why the run never came to its journeys: the recordings show it, and nothing is judged by them */
  heldBack?: { because: string; exitCode: number }
  versions: { padlock: string; node: string; playwright: string }
  /** only what an earlier report left open was played: a part, even where that was every journey */
  isAgain?: boolean
  /** the commit that the run is about */
  commit?: string
  /** what the last `padlock prove` has shown, of the whole catalogue */
  proof?: Proof
  /** what else a reader must know, in a sentence each */
  notes?: readonly string[]
}

/**
 * 130 cancelled · 5 a journey stopped through a fault of ours: nothing here can be relied on · 1 violated, or the baseline
 * says what is no longer so · 2 a journey stopped through the configuration · 3 through the site · 4 incomplete · 0 conforms.
 */
export const exitCodeOf = (
  outcome: Result['verdict'],
  recordings: readonly Recording[],
  {
    cancelled = false,
    faults = [],
    outOfDate = false,
  }: { cancelled?: boolean; faults?: readonly string[]; outOfDate?: boolean } = {},
): number => {
  const blames = new Set(recordings.flatMap(({ outcome: of }) => (of.state === 'stopped' ? [of.blame] : [])))
  if (cancelled) return exitCodes.cancelled
  if (blames.has('harness') || faults.length > 0) return exitCodes.fault
  if (outcome === 'violated' || outOfDate) return exitCodes.violated
  if (blames.has('configuration')) return exitCodes.usage
  if (blames.has('site')) return exitCodes.unreachable
  return outcome === 'incomplete' ? exitCodes.incomplete : exitCodes.conforms
}

/** A wrong configuration says nothing of the site. */
const unjudged = (catalogue: readonly Requirement[], because: string, { only = [] }: VerdictOptions): Verdict => {
  const nothing = verdict([], catalogue, { only })
  return {
    ...nothing,
    summary: `Nothing was judged: ${because}.`,
    requirements: nothing.requirements.map(row => ({ ...row, because: `the run never came to it: ${because}` })),
  }
}

/** At least one recording, all of one target. */
export const resultOf = (
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  {
    startedAt,
    duration,
    cancelled = false,
    faults = [],
    heldBack,
    versions,
    commit,
    isAgain = false,
    proof,
    notes = [],
    ...options
  }: RunMeta,
): Result => {
  const [first] = recordings
  if (!first) throw new Error('there is no recording to judge')
  const judged = heldBack ? unjudged(catalogue, heldBack.because, options) : verdict(recordings, catalogue, options)
  // What was cancelled, or broke off, is a part, whatever the part says.
  const part = cancelled
    ? 'the run was cancelled before it was over'
    : (faults[0] ?? (isAgain ? 'only what an earlier report left open was played again' : undefined))
  const outcome =
    part !== undefined && judged.verdict === 'conforms'
      ? { verdict: 'incomplete' as const, summary: `No verdict yet: ${part}.` }
      : { verdict: judged.verdict }
  const timing = timingOf(recordings, duration)
  const stopped = stoppedRequests(recordings)
  const pictures = picturesOf(recordings, judged.requirements)
  const tokens = heldBack ? [] : tokenShapes(recordings)
  const { name, origin, sid, defects, stack } = first.target
  return {
    schemaVersion: resultSchemaVersion,
    ...judged,
    ...outcome,
    exitCode:
      heldBack?.exitCode ??
      exitCodeOf(outcome.verdict, recordings, { cancelled, faults, outOfDate: isOutOfDate(judged.baseline) }),
    target: { name, origin, sid, defects, ...(stack && { stack }) },
    startedAt: startedAt.toISOString(),
    duration,
    ...(commit !== undefined && { commit }),
    ...(timing && { timing }),
    versions: {
      ...versions,
      browser: [...new Set(recordings.map(({ browser }) => `${browser.name} ${browser.version}`))].join(', '),
      catalogue: catalogueVersion(catalogue),
    },
    notes: [
      ...faults.map(fault => `Padlock could not do its part of this run: ${fault}.`),
      ...notes,
      ...notesOf(recordings),
    ],
    ...(recordings.some(({ target }) => target.trust) && { trust: true as const }),
    ...(stopped.length > 0 && { stoppedRequests: stopped }),
    journeys: recordings.map(recording => journeyResult(recording, judged.requirements)),
    ...(proof && { proof: proofOf(proof, new Set(judged.requirements.map(({ id }) => id))) }),
    ...(pictures.length > 0 && { pictures }),
    ...(tokens.length > 0 && { tokens }),
  }
}
