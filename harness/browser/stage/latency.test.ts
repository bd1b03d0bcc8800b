import { expect, test } from '@playwright/test'
import { latencyOf } from './latency.ts'

test('the same in every run of a journey, another in the next journey, and as of a real network', () => {
  const many = (journey: string): number[] => {
    const next = latencyOf(journey)
    return Array.from({ length: 200 }, next)
  }
  expect(many('sign-in')).toEqual(many('sign-in'))
  expect(many('sign-in')).not.toEqual(many('switch-user'))
  const all = many('sign-in')
  expect(Math.min(...all)).toBeGreaterThanOrEqual(40)
  expect(Math.max(...all)).toBeLessThanOrEqual(320)
  expect(Math.max(...all)).toBeGreaterThan(200)
  expect(all.toSorted((one, other) => one - other)[100]).toBeLessThan(120)
})
