import { expect, test } from '@playwright/test'
import { clickOutcome } from './click.ts'

/** As Playwright 1.65 writes it; click.spec.ts makes it write the same. */
const log = (...lines: string[]): string =>
  ['locator.click: Timeout 1000ms exceeded.', 'Call log:', ...lines.map(line => `  - ${line}`)].join('\n')

test('a click that was sent has been made, whatever took its time afterwards', () => {
  const sent = log('performing click action', 'click action done', 'waiting for scheduled navigations to finish')
  expect(clickOutcome(sent)).toEqual({ state: 'clicked' })
})

test('the last thing in its way is the reason', () => {
  const covered = '<div id="veil"></div> intercepts pointer events'
  expect(clickOutcome(log('element is not enabled', covered))).toEqual({
    state: 'impossible',
    because: 'it is covered by another element',
  })
  expect(clickOutcome(log(covered, 'element is not enabled'))).toEqual({
    state: 'impossible',
    because: 'it is disabled',
  })
})

test('where nothing was in its way, it was late', () => {
  expect(clickOutcome(log("waiting for locator('button')"))).toEqual({ state: 'late' })
})
