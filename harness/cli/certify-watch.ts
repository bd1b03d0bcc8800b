/** `certify --watch`: plays again on Enter, or when files of the site change, in a browser that stays open. */
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { watchRound } from '../../reports/terminal/watch-round.ts'
import { trustedKeysOf } from '../browser/launch/access.ts'
import { newKeys, openSite, siteOf } from '../browser/stage/site-under-test.ts'
import { openWarmPlayer } from '../browser/stage/warm-player.ts'
import type { WarmPlayer } from '../browser/stage/warm-player.ts'
import { timeoutsOf } from '../browser/waiting/slowness.ts'
import { onCancel } from '../foundation/ending.ts'
import { exitCodes } from '../foundation/exit-codes.ts'
import { versionsOfRun } from '../foundation/versions.ts'
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { pagesInParts } from '../run/plan.ts'
import type { Result } from '../verdict/result.ts'
import { watchFiles } from './file-changes.ts'
import { concluded } from './judging.ts'
import type { Judging } from './judging.ts'
import type { SiteChoice } from './site-choice.ts'
import { styled } from './styled.ts'

type Watched = {
  choice: SiteChoice
  catalogue: readonly Requirement[]
  judging: Judging
  /** ids; all without it */
  journeys: readonly string[] | undefined
  files: readonly string[]
  pictures: boolean
}

/** What asks for another round: `at`, the moment since which it is waited for; null: nothing will come any more. */
type Calls = { next(): Promise<{ at: number } | null>; close(): void }

const callsOf = (files: readonly string[], folder: string, cut: AbortSignal): Calls => {
  const heard: { call?: { at: number }; isOver?: true } = {}
  let wake: () => void = () => undefined
  const tell = (at: number): void => {
    heard.call = { at }
    wake()
  }
  const end = (): void => {
    heard.isOver = true
    wake()
  }
  const unwatch = watchFiles(files, folder, tell, because => process.stderr.write(`padlock: ${because}\n`))
  const lines = createInterface({ input: process.stdin })
  lines.on('line', () => tell(performance.now()))
  // Where nobody types, changes of files still come.
  lines.on('close', () => files.length === 0 && end())
  cut.addEventListener('abort', end)
  return {
    next: async () => {
      while (!heard.call && !heard.isOver) await new Promise<void>(resolve => (wake = resolve))
      const asked = cut.aborted ? undefined : heard.call
      delete heard.call
      return asked ?? null
    },
    close: () => {
      unwatch()
      lines.close()
      process.stdin.unref?.()
    },
  }
}

/** A site that starts anew after a change: until it answers, or as long as a page may take. */
const untilAnswers = async ({ loaded }: SiteChoice, cut: AbortSignal): Promise<void> => {
  if (!loaded || loaded.target.access?.proxy) return
  const { origin } = loaded.target
  const endsAt = performance.now() + timeoutsOf(loaded.target).navigation
  const isAway = async (): Promise<boolean> => {
    try {
      const { status } = await fetch(origin, { method: 'HEAD', redirect: 'manual', signal: cut })
      return status >= 502 && status <= 504
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } }
      return /^(?:ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)$/.test(cause?.code ?? '')
    }
  }
  while (!cut.aborted && performance.now() < endsAt && (await isAway())) await pause(50)
}

/** Returns the exit code: of the last round where stdin came to its end, else 130. */
export const watchSite = async (watched: Watched): Promise<number> => {
  const { choice, catalogue, judging, files, pictures } = watched
  const { planned, loaded, browser } = choice
  const { collectedJourneys, partsOf } = await import('../browser/stage/journey.ts')
  const collected = collectedJourneys()
  await import('../../scenarios/all.ts')
  const journeys = collected
    .flatMap(journey => partsOf(journey, pagesInParts(planned)))
    .filter(({ id }) => watched.journeys?.includes(id) ?? true)
  const cut = new AbortController()
  const leave = onCancel(() => {
    if (cut.signal.aborted) process.exit(exitCodes.cancelled)
    cut.abort(new Error('the run was ended'))
  })
  const calls = callsOf(files, judging.folder, cut.signal)
  const players: WarmPlayer[] = []
  const keys = newKeys()
  /** Nothing of a round before is known: the site may be another one. */
  const round = async (): Promise<{ recordings: Recording[]; startedAt: Date; duration: number }> => {
    const [startedAt, began] = [new Date(), performance.now()]
    const standing = loaded && siteOf(loaded)
    const tagless = new Set<string>()
    const left = [...journeys]
    const recordings: Recording[] = []
    const plays = async (player: WarmPlayer): Promise<void> => {
      for (let journey = left.shift(); journey && !cut.signal.aborted; journey = left.shift())
        recordings.push(await player.play(journey, standing ?? (await openSite(planned, keys)), { pictures, tagless }))
    }
    await Promise.all(players.map(plays))
    recordings.sort((one, other) => (one.journey.id < other.journey.id ? -1 : 1))
    return { recordings, startedAt, duration: Math.round(performance.now() - began) }
  }
  try {
    const trustedKeys = loaded ? await trustedKeysOf(loaded.target) : []
    const tagHosts = loaded?.target.tagHost === undefined ? [] : [loaded.target.tagHost]
    const width = browser.headed ? 1 : Math.min(4, availableParallelism(), journeys.length)
    for (let index = 0; index < width; index++)
      players.push(await openWarmPlayer({ browser, tagHosts, trustedKeys, cut: cut.signal }))
    let before: Result | undefined
    let exitCode: number = exitCodes.cancelled
    let call: { at: number } | null = { at: performance.now() }
    while (call) {
      await untilAnswers(choice, cut.signal)
      const { recordings, startedAt, duration } = await round()
      if (cut.signal.aborted) break
      const asked = call.at
      const judged = (result: Result): void => {
        const waited = performance.now() - asked
        process.stdout.write(watchRound(result, before, { ...styled(process.stdout), waited, report: judging.folder }))
        before = result
        exitCode = result.exitCode
      }
      const run = { startedAt, duration, versions: versionsOfRun() }
      const { troubles } = await concluded(recordings, catalogue, judging, run, { judged })
      for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
      const also = files.length > 0 ? `, or when ${files.join(', ')} changes` : ''
      process.stderr.write(`Again on Enter${also}; Ctrl-C ends.\n`)
      call = await calls.next()
    }
    return cut.signal.aborted ? exitCodes.cancelled : exitCode
  } finally {
    leave()
    calls.close()
    await Promise.all(players.map(player => player.close()))
  }
}
