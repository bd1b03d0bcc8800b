import { expect, test } from '@playwright/test'
import { createSlowness } from './slowness.ts'

test('an idle machine with a quick site stretches nothing', () => {
  const slowness = createSlowness(() => 12)
  slowness.took('answer', 140)
  slowness.took('turn', 9)
  expect(slowness.stretch()).toBe(1)
  expect(slowness.words()).toBeNull()
})

test('the slowest of the latest stretches waits, up to a limit, and says so', () => {
  let lateMs = 0
  const slowness = createSlowness(() => lateMs)
  slowness.took('answer', 6_000)
  expect(slowness.stretch()).toBe(4)
  expect(slowness.words()).toBe('the site took up to 6.0 s for an answer')
  slowness.took('turn', 900)
  lateMs = 2_400
  expect(slowness.stretch()).toBe(12)
  expect(slowness.words()).toContain('its pages took up to 0.9 s to react')
  expect(slowness.words()).toContain('this machine is busy: Padlock itself ran up to 2.4 s late')
})

test('a machine that was busy for a moment is not busy for good', () => {
  const slowness = createSlowness()
  slowness.took('answer', 60_000)
  expect(slowness.stretch()).toBe(12)
  for (let count = 0; count < 20; count++) slowness.took('answer', 100)
  expect(slowness.stretch()).toBe(1)
})
