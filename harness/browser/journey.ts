/** A journey: one Playwright test for each target of the plan. It passes only if what it recorded breaks no MUST. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { folderOf, notKept, readPlan } from '../plan.ts'
import type { Recording } from '../recording/recording.ts'
import { test } from './fixtures.ts'
import { journeyLimit } from './play.ts'
import type { Journey, JourneyOptions, Stage } from './play.ts'

export const journey = (title: string, options: JourneyOptions, body: (stage: Stage) => Promise<void>): void => {
  const it: Journey = { ...options, title, body }
  const plan = readPlan()
  for (const planned of plan.targets) {
    if (planned.kind === 'shop' && planned.journeys && !planned.journeys.includes(it.id)) continue
    test(plan.targets.length === 1 ? title : `${planned.name} › ${title}`, async ({ play }) => {
      // Nobody's site is as fast as the sample shop; play() stops the journey before the runner does, and keeps its recording.
      if (planned.kind === 'site') test.setTimeout(journeyLimit + 60_000)
      const recording = await play(it, planned)
      if (plan.recordings !== null) {
        const folder = join(plan.recordings, folderOf(planned))
        keep(recording, folder)
      }
      if (recording.outcome.state === 'stopped')
        throw new Error(`stopped at «${recording.outcome.step}»: ${recording.outcome.because}`)
      // A run by the command judges in its own process, and its workers never load the catalogue.
      if (plan.judge) expect(await brokenMusts(recording), 'every MUST that this journey observed').toEqual([])
    })
  }
}

/** A recording that is cut short would be worse than none. */
const keep = (recording: Recording, folder: string): void => {
  const file = join(folder, `${recording.journey.id}.json`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, `${JSON.stringify(recording, null, 1)}\n`)
  } catch (error) {
    rmSync(file, { force: true })
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new Error(
      `${notKept}: nothing more can be written to ${folder} (${code}); make room there, or name another folder in TMPDIR`,
      { cause: error },
    )
  }
}

const brokenMusts = async (recording: Recording): Promise<string[]> => {
  const { loadCatalogue } = await import('../requirements/catalogue.ts')
  const { verdict } = await import('../verdict/verdict.ts')
  const { requirements } = verdict([recording], await loadCatalogue())
  return requirements
    .filter(({ status, level }) => status === 'violated' && level === 'MUST')
    .flatMap(({ id, findings }) =>
      findings.flatMap(finding =>
        finding.outcome === 'violated' && finding.blockedBy.length === 0
          ? [`${id}: expected ${finding.expected}; received ${finding.received}`]
          : [],
      ),
    )
}
