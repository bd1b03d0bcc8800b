/** A journey: one Playwright test for each target of the plan. It passes only if what it recorded breaks no MUST. */
import { expect } from '@playwright/test'
import { readPlan } from '../plan.ts'
import { test } from './fixtures.ts'
import type { JourneyOptions, Stage } from './fixtures.ts'

export const journey = (
  title: string,
  options: Omit<JourneyOptions, 'title'>,
  body: (stage: Stage) => Promise<void>,
): void => {
  const plan = readPlan()
  for (const planned of plan.targets) {
    if (planned.kind === 'shop' && planned.journeys && !planned.journeys.includes(options.id)) continue
    test(plan.targets.length === 1 ? title : `${planned.name} › ${title}`, async ({ play }) => {
      const recording = await play({ ...options, title }, planned, plan, body)
      if (recording.outcome.state === 'stopped')
        throw new Error(`stopped at «${recording.outcome.step}»: ${recording.outcome.because}`)
      if (!plan.judge) return
      // Only here: a run by the command judges in its own process, and its workers never load the catalogue.
      const { loadCatalogue } = await import('../requirements/catalogue.ts')
      const { verdict } = await import('../verdict/verdict.ts')
      const { requirements } = verdict([recording], await loadCatalogue())
      const broken = requirements
        .filter(({ status, level }) => status === 'violated' && level === 'MUST')
        .flatMap(({ id, findings }) =>
          findings.flatMap(finding =>
            finding.outcome === 'violated' && finding.blockedBy.length === 0
              ? [`${id}: expected ${finding.expected}; received ${finding.received}`]
              : [],
          ),
        )
      expect(broken, 'every MUST that this journey observed').toEqual([])
    })
  }
}
