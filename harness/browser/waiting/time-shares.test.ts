import { expect, test } from '@playwright/test'
import { covered, shares } from './time-shares.ts'

test('what overlaps counts once', () => {
  const intervals = [
    { from: 30, to: 40 },
    { from: 0, to: 10 },
    { from: 5, to: 20 },
    { from: 6, to: 7 },
  ]
  expect(covered(intervals)).toBe(30)
  expect(covered([])).toBe(0)
})

test('the shares add up to the whole, and waiting for the site comes first', () => {
  const site = [
    { from: 10, to: 30 },
    { from: 20, to: 40 },
  ]
  const us = [
    { from: 35, to: 50 },
    { from: 90, to: 120 },
  ]
  expect(shares({ from: 0, to: 100 }, site, us)).toEqual({ site: 30, us: 20, browser: 50 })
})

test('with neither, all of it is the browser', () => {
  expect(shares({ from: 5, to: 25 }, [], [])).toEqual({ site: 0, us: 0, browser: 20 })
})
