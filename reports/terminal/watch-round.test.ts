import { expect, test } from '@playwright/test'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { watchRound } from './watch-round.ts'

const options = { colour: false, width: 80, waited: 1234, report: 'padlock-report' }

test('a round says what is wrong with its cure, and the next one what was fixed', () => {
  const first = watchRound(results.oneCause, undefined, options)
  expect(first).toContain(`✗ ${results.oneCause.firstCause}`)
  expect(first).toMatch(/ expected .*\n(.*\n)* *received .*\n(.*\n)* *cure /)
  expect(first).toContain('padlock-report')
  const next = watchRound(results.conforming, results.oneCause, options)
  expect(next).toMatch(/✓ \d+ journeys in 1\.2 s/)
  expect(next).toContain('Fixed: ')
  expect(watchRound(results.oneCause, results.conforming, options)).toContain('Broken since: ')
})

test('no text of a site is an order for the terminal', () => {
  for (const result of Object.values(results))
    expect(watchRound(hostile(result), hostile(results.conforming), options)).not.toContain('\u001b')
})
