/** `padlock explore`: plays random journeys, judges them as any other, and shrinks what violates a requirement. */
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { trustedKeysOf } from '../../browser/launch/access.ts'
import { newKeys, openSite, siteOf } from '../../browser/stage/site-under-test.ts'
import type { Site } from '../../browser/stage/site-under-test.ts'
import { explorationOf } from '../../explore/exploration.ts'
import { judged } from '../../explore/judge.ts'
import { openPlayer } from '../../explore/player.ts'
import type { Played, Player } from '../../explore/player.ts'
import { progressOf } from '../../explore/progress.ts'
import { replayed, search, shownBy } from '../../explore/search.ts'
import type { Searched } from '../../explore/search.ts'
import { readReplay, wordOf } from '../../explore/steps.ts'
import type { Scope, Step } from '../../explore/steps.ts'
import { explorationText } from '../../explore/told.ts'
import { onCancel } from '../../foundation/ending.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { commandLine, defaultReportFolder } from '../../foundation/installation.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { padlockVersion } from '../../foundation/versions.ts'
import type { Recording } from '../../recording/recording.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { cancellable } from '../../run/cancellation.ts'
import type { Command, Values } from '../command.ts'
import { writeExploration } from '../exploration-report.ts'
import { earlierReport, stepsThatShow } from '../earlier-report.ts'
import type { EarlierReport } from '../earlier-report.ts'
import { problemsOf, text } from '../judging.ts'
import { wordsAgain } from '../one-journey.ts'
import { makeWritable } from '../report-folder.ts'
import { heldBack, siteChoice, siteOptions } from '../site-choice.ts'
import type { SiteChoice } from '../site-choice.ts'
import { styled } from '../styled.ts'

const defaultMinutes = 3
const exploredFolder = `${defaultReportFolder}-explored`

/** What is found late is shrunk for so long beyond the time, as a part of it. */
const graceShare = 0.2

const misfit = (values: Values, name: string, fits: RegExp, expected: string): string[] => {
  const given = text(values, name)
  return given === undefined || fits.test(given) ? [] : [`--${name} ${given}: expected ${expected}`]
}

const scopeOf = ({ target: { users, pages } }: Pick<Site, 'target'>): Scope => ({
  users: users.map(({ label }) => label),
  guestPages: pages.guest,
  signedInPages: pages.signedIn,
})

/** The site of a configuration stands; the sample shop is another one in each journey, so that none knows of the one before. */
const opener = async ({ planned, loaded }: SiteChoice): Promise<{ open: () => Promise<Site>; scope: Scope }> => {
  if (loaded) {
    const site = siteOf(loaded)
    return { open: () => Promise.resolve(site), scope: scopeOf(site) }
  }
  const keys = newKeys()
  const open = (): Promise<Site> => openSite(planned, keys)
  const first = await open()
  await first.close()
  return { open, scope: scopeOf(first) }
}

/** What no further journey could change: the site is down, or lets nobody in. */
const endsAll = (site: Site | null, { outcome }: Recording): boolean =>
  outcome.state === 'stopped' && (outcome.blame === 'configuration' || (site?.memory.givenUp() ?? null) !== null)

const exitCodeOf = (blames: ReadonlySet<string>, isViolated: boolean, journeys: number): number => {
  if (isViolated) return exitCodes.violated
  if (blames.has('configuration')) return exitCodes.usage
  if (blames.has('harness')) return exitCodes.fault
  // Where no journey came to its end, nothing was looked at.
  return journeys === 0 && blames.has('site') ? exitCodes.unreachable : exitCodes.conforms
}

export const explore: Command = {
  name: 'explore',
  summary: 'plays random journeys, and shrinks those that violate a requirement to the shortest',
  usage:
    'explore [--config FILE] [--flavour NAME] [--defect NAME]… [--minutes N] [--seed N] [--replay STEPS] [--add-to DIR] [--report-dir DIR] [--json]',
  options: {
    ...siteOptions,
    minutes: { type: 'string', value: 'N', help: `how long to search; ${defaultMinutes} by default` },
    seed: { type: 'string', value: 'N', help: 'the same seed on the same site plays the same journeys' },
    replay: { type: 'string', value: 'STEPS', help: 'plays exactly these steps, as an exploration names them' },
    'add-to': {
      type: 'string',
      value: 'DIR',
      help: 'adds what is found to this report of «certify»; what it shows already is not reported again',
    },
    'report-dir': {
      type: 'string',
      value: 'DIR',
      help: `where the report goes when something is found; ${exploredFolder} by default`,
    },
    json: { type: 'boolean', help: 'stdout is exactly exploration.json' },
  },
  words: [0, 0],
  notes: `Ctrl-C ends the search, and reports what was found. An exploration certifies nothing.
Exit codes: 0 no MUST was violated · 1 a MUST is violated · 2 usage or configuration · 3 site not reached or driven · 5 our fault · 130 cancelled`,
  run: async values => {
    const catalogue = await loadCatalogue()
    const { problems, choice } = await siteChoice(values)
    const addTo = text(values, 'add-to')
    const folder = text(values, 'report-dir') ?? addTo ?? exploredFolder
    let earlier: EarlierReport | undefined
    problems.push(
      ...misfit(values, 'minutes', /^(?!0*\.?0*$)\d{1,4}(\.\d+)?$/, 'a number of minutes above 0, as 3 or 0.5'),
      ...misfit(values, 'seed', /^-?\d{1,10}$/, 'a whole number'),
      ...(await problemsOf(() => {
        if (addTo !== undefined) earlier = earlierReport(addTo)
      })),
      ...(await problemsOf(() => makeWritable(folder))),
    )
    if (problems.length > 0 || !choice) throw new UsageError(...problems)
    const { loaded, browser, planned } = choice
    const seed = Number(text(values, 'seed') ?? randomInt(1_000_000))
    const minutes = Number(text(values, 'minutes') ?? defaultMinutes)
    const { requireBrowser } = await import('../../browser/launch/browser-choice.ts')
    await cancellable('cancelled; nothing had begun', () => requireBrowser(browser))
    const { open, scope } = await opener(choice)
    const replay = text(values, 'replay')
    const steps = replay === undefined ? null : readReplay(replay, scope)

    process.stderr.write(`padlock ${padlockVersion}: explores ${planned.name}${steps ? '' : `, seed ${seed}`}\n`)
    if (loaded) {
      const site = { ...loaded, target: { ...loaded.target, browser } }
      const held = await cancellable('cancelled; nothing was explored', () => heldBack(site))
      if (held) return held.exitCode
    }
    const cut = new AbortController()
    let isCancelled = false
    const leave = onCancel(() => {
      if (isCancelled) process.exit(exitCodes.cancelled)
      isCancelled = true
      process.stderr.write('padlock: cancelled; what was found until now is reported (once more ends at once)\n')
      cut.abort(new Error('the exploration was cancelled'))
    })
    const players: Player[] = []
    const standing = loaded ? await open() : null
    const blames = new Set<string>()
    const judge = (recording: Recording) => {
      if (recording.outcome.state === 'stopped' && !cut.signal.aborted) blames.add(recording.outcome.blame)
      return judged(recording, catalogue)
    }
    try {
      // A site that stands would mix up two journeys at once.
      const atOnce = loaded || browser.headed || steps ? 1 : Math.min(2, availableParallelism())
      const trustedKeys = loaded ? await trustedKeysOf(loaded.target) : []
      const tagHosts = loaded?.target.tagHost === undefined ? [] : [loaded.target.tagHost]
      for (let index = 0; index < atOnce; index++)
        players.push(await openPlayer({ browser, tagHosts, trustedKeys, openSite: open, scope, cut: cut.signal }))
      const began = performance.now()
      const endsAt = began + minutes * 60_000
      const isOver = (): boolean => cut.signal.aborted || performance.now() >= endsAt
      const isLate = (): boolean => cut.signal.aborted || performance.now() >= endsAt + minutes * 60_000 * graceShare
      const progress = progressOf(process.stderr, catalogue.length)
      const options = {
        seed,
        scope,
        players,
        judge,
        known: stepsThatShow(earlier, catalogue),
        isOver,
        isLate,
        endsAll: (recording: Recording) => endsAll(standing, recording),
        told: progress.told,
      }
      const searched = steps
        ? orOdd(steps, await replayed(steps, players[0]!.play), played => shownBy(played, scope, judge))
        : await search(options)
      progress.over()
      const duration = Math.round(performance.now() - began)
      const target = { name: planned.name, defects: planned.kind === 'shop' ? planned.defects : [] }
      const exploration = explorationOf(searched, { seed, scope, target, duration })
      const written = await writeExploration(
        searched,
        exploration,
        { scope, earlier, catalogue, folder, duration },
        againOf(values),
      )
      for (const trouble of written.troubles) process.stderr.write(`padlock: ${trouble}\n`)
      const page = resolve(folder, 'index.html')
      process.stdout.write(
        values['json'] === true
          ? `${JSON.stringify(exploration, null, 2)}\n`
          : explorationText(exploration, {
              ...styled(process.stdout),
              commandLine,
              again: againOf(values),
              catalogue: catalogue.length,
              ...(written.hasReport && existsSync(page) && { report: page }),
            }),
      )
      if (isCancelled) return exitCodes.cancelled
      const isViolated = exploration.findings.some(({ level }) => level === 'MUST')
      return exitCodeOf(blames, isViolated, exploration.played.journeys - exploration.stopped.length)
    } finally {
      leave()
      await Promise.all(players.map(({ close }) => close()))
    }
  },
}

/** What was left out is said; where nothing shows either, the replay was none of this site. Throws {@link UsageError}. */
const orOdd = (
  steps: readonly Step[],
  { leftOut, ...played }: Awaited<ReturnType<typeof replayed>>,
  show: (played: Played) => Searched,
): Searched => {
  const shown = show(played)
  const step = leftOut === null ? undefined : steps[leftOut]
  if (leftOut === null || !step) return shown
  const said = `--replay: step ${leftOut + 1} (${wordOf(step)}) made no sense where the site stood then, and was left out`
  if (shown.findings.length === 0) throw new UsageError(`${said}; give the steps as the exploration names them`)
  process.stderr.write(`padlock: ${said}\n`)
  return shown
}

/** The words that explore the same site in the same way. */
const againOf = ({ config, flavour, defect, browser, production }: Values): string =>
  (wordsAgain({ config, flavour, defect, browser, production }) ?? '').replace(/^certify/, 'explore')
