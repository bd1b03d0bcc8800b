/**
 * A journey, as scenarios write it. Under Padlock's own Playwright configuration it becomes a test for each target of the plan.
 * Under an integrator's, journeys are collected (collect-journeys.ts), and `conformance` makes the tests.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordingStore } from '../../run/kept-recordings.ts'
import { partIds } from '../../run/journey-ids.ts'
import { browserOfTarget, browserTag, journeyAnnotation, pagesInParts, readPlan } from '../../run/plan.ts'
import type { Plan, PlannedTarget } from '../../run/plan.ts'
import type { Recording } from '../../recording/recording.ts'
import { test } from './fixtures.ts'
import type { Keys, Site } from './site-under-test.ts'
import type { Journey, JourneyOptions, Stage } from './play.ts'

let collected: Journey[] | undefined

/** From now on journeys are only collected, in this list. */
export const collectedJourneys = (): readonly Journey[] => (collected ??= [])

export const journey = (title: string, options: JourneyOptions, body: (stage: Stage) => Promise<void>): void => {
  const it: Journey = { ...options, title, body }
  if (collected ?? readPlan().siteBySite) (collected ??= []).push(it)
  else asTests(it)
}

/** The journey, or its parts where it opens more pages than one part may. */
export const partsOf = (it: Journey, signedInPages: number): Journey[] =>
  partIds(it.id, signedInPages).map((id, index, { length }) => ({
    ...it,
    id,
    title: index === 0 ? it.title : `${it.title}, part ${index + 1} of ${length}`,
    part: { index, signedInPages },
  }))

const asTests = (whole: Journey): void => {
  const plan = readPlan()
  for (const planned of plan.targets) testsOf(whole, planned, plan)
}

/** All journeys of the first site, then all of the next: whoever ends the run early has whole sites. */
export const testSiteBySite = (journeys: readonly Journey[]): void => {
  const plan = readPlan()
  for (const planned of plan.targets) for (const it of journeys) testsOf(it, planned, plan)
}

const testsOf = (whole: Journey, planned: PlannedTarget, plan: Plan): void => {
  for (const it of partsOf(whole, pagesInParts(planned))) {
    if (planned.journeys && !planned.journeys.includes(it.id)) continue
    // By its id the command knows which recording this test was to leave: Playwright takes this file for the place of every journey.
    const details = {
      annotation: { type: journeyAnnotation, description: it.id },
      tag: browserTag(browserOfTarget(planned)),
    }
    test(plan.targets.length === 1 ? it.title : `${planned.name} › ${it.title}`, details, async ({ play }) => {
      const [{ testTimeoutMs }, { openSite }] = await Promise.all([import('./play.ts'), import('./site-under-test.ts')])
      const open = async (keys: Keys): Promise<Site> => {
        const site = await openSite(planned, keys)
        // play() stops the journey before the runner does, and keeps its recording.
        test.setTimeout(testTimeoutMs(site.target))
        return site
      }
      const store = plan.recordings === null ? undefined : recordingStore(plan.recordings, planned)
      const recording = await play(it, open, store)
      expectCompleted(recording)
      // A run by the command judges in its own process, and its workers never load the catalogue.
      if (plan.judge) await expectConformance(recording)
    })
  }
}

/** Answers with what was written. A recording that is cut short would be worse than none. */
export const saveRecording = (recording: Recording, folder: string): string => {
  const json = `${JSON.stringify(recording, null, 1)}\n`
  const file = join(folder, `${recording.journey.id}.json`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, json)
    return json
  } catch (error) {
    rmSync(file, { force: true })
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new Error(
      `a recording could not be kept: nothing more can be written to ${folder} (${code}); make room there, or name another folder in TMPDIR`,
      { cause: error },
    )
  }
}

export const expectCompleted = ({ outcome }: Recording): void => {
  if (outcome.state === 'stopped') throw new Error(`stopped at «${outcome.step}»: ${outcome.because}`)
}

/** Throws what is wrong, with the cures. `strict`: a violated SHOULD counts as well. */
export const expectConformance = async (recording: Recording, { strict = false } = {}): Promise<void> => {
  const { loadCatalogue } = await import('../../requirements/catalogue.ts')
  const { verdict } = await import('../../verdict/verdict.ts')
  // One that is seen on many pages is told once.
  const told = new Map<string, string>()
  for (const { id, status, level, findings } of verdict([recording], await loadCatalogue()).requirements) {
    if (status !== 'violated' || (level === 'SHOULD' && !strict)) continue
    for (const finding of findings) {
      if (finding.outcome !== 'violated' || finding.blockedBy.length > 0) continue
      if (finding.level === 'SHOULD' && !strict) continue
      const what = `${id}\n  expected ${finding.expected}\n  received ${finding.received}`
      if (!told.has(what)) told.set(what, `${what}\n  cure     ${finding.cure}`)
    }
  }
  if (told.size > 0) throw new Error(`this journey breaks\n${[...told.values()].join('\n')}`)
}
