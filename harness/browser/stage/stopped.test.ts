import { expect, test } from '@playwright/test'
import { RefusedCredentials, SiteError } from '../waiting/site-error.ts'
import { TimedOut } from '../waiting/timed-out.ts'
import { stopped } from './stopped.ts'

const target = { origin: 'http://shop.test' }
const of = (error: unknown, isConnected = true): [string, string] => {
  const { blame, because } = stopped(error, target, 'open /', isConnected)
  return [blame, because]
}
/** As Playwright hands on what a page has thrown. */
const thrown = (message: string, ...lines: string[]): Error =>
  Object.assign(new Error(message), {
    stack: [`Error: ${message}`, ...lines, '    at act (/padlock/step.ts:5:37)'].join('\n'),
  })

test('what a page has put in the place of what every page brings is the site’s doing, whatever it says', () => {
  for (const error of [
    thrown('no sort', '    at Array.sort (http://x.test/:1:46)', '    at <anonymous>:5426:22'),
    thrown('Set is not a constructor', '    at new InjectedScript (<anonymous>:7048:23)'),
    thrown('no', '    at UtilityScript.evaluate (<anonymous>:365:33)'),
    // Words of ours, and of the system's, in the mouth of a page.
    thrown('ENOSPC: Timeout 5ms exceeded, crashed', '    at https://x.test/app.js:1:2'),
    thrown('ENOSPC', 'sort@https://x.test/app.js:1:2'),
  ])
    expect(of(error)).toEqual(['site', expect.stringMatching(/^a page changed under Padlock's hands/)])
})

test('each way of not going on has its own reason and its own blame', () => {
  expect(of(new Error('no'), false)).toEqual(['harness', expect.stringContaining('the browser ended')])
  expect(of(thrown('spawn EMFILE'))).toEqual(['harness', expect.stringContaining('ulimit -n 4096')])
  expect(of(thrown('locator.click: Timeout 700ms exceeded.'))).toEqual([
    'time',
    'the page did not get so far within 0.7 s; a longer timeouts.action waits longer',
  ])
  expect(of(thrown('page.goto: Page crashed'))).toEqual(['site', expect.stringContaining('crashed in the browser')])
  expect(of(thrown('Element is not attached to the DOM'))[0]).toBe('site')
  expect(of(thrown('page.goto: net::ERR_FAILED'))[0]).toBe('site')
  expect(of(new SiteError('it is down'))).toEqual(['site', 'it is down'])
  expect(of(new TimedOut('late'))).toEqual(['time', 'late'])
  expect(of(new RefusedCredentials('refused'))).toEqual(['configuration', 'refused'])
  expect(of(new TypeError('x is not a function'))[0]).toBe('harness')
})
