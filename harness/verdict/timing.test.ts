import { expect, test } from '@playwright/test'
import { about, recording } from '../recording/literal.ts'
import { timingOf } from './timing.ts'

const at = (startedAt: string, duration: number) =>
  recording(about({ startedAt, duration, timing: { site: 100, browser: 300, us: 50 } }))

test('shares are sums; what lies outside the journeys is what the command took beyond their span', () => {
  const side = [at('2026-01-01T00:00:02.000Z', 450), at('2026-01-01T00:00:02.200Z', 500)]
  expect(timingOf(side, 3_000)).toEqual({ site: 200, browser: 600, us: 100, outside: 2_300 })
})

test('recordings that tell nothing give no account', () => {
  expect(timingOf([recording(about({ startedAt: '2026-01-01T00:00:02.000Z' }))], 3_000)).toBeUndefined()
})
