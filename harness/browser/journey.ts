/** A journey: one Playwright test for each target of the plan. It passes only if what it recorded breaks no MUST. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { folderOf, readPlan } from '../plan.ts'
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
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, `${it.id}.json`), `${JSON.stringify(recording, null, 1)}\n`)
      }
      if (recording.outcome.state === 'stopped')
        throw new Error(`stopped at «${recording.outcome.step}»: ${recording.outcome.because}`)
      // A run by the command judges in its own process, and its workers never load the catalogue.
      if (plan.judge) expect(await brokenMusts(recording), 'every MUST that this journey observed').toEqual([])
    })
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
