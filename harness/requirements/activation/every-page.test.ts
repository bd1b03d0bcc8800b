import { expect, test } from '@playwright/test'
import {
  activation,
  fault,
  load,
  pageError,
  policyViolation,
  recording,
  sample,
  signIn,
  step,
  tagRun,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import everyPage from './every-page.ts'

const signedIn = sample({ user: 'first' })

test('met on each page that activates', () => {
  const page = [load('/account'), activation({ secured: token('first') }), signedIn]
  expect(outcomes(everyPage, signIn(), ...page, step('open'), ...page)).toEqual(['met', 'met'])
})

test('violated on a page where the tag stays idle', () => {
  expect(outcomes(everyPage, signIn(), load('/account'), signedIn)).toEqual(['never-activated'])
})

test('no finding for guests, pages without the tag, pages left at once, and pages under a fault of ours', () => {
  expect(outcomes(everyPage, load('/'), sample({ user: null }))).toEqual([])
  expect(outcomes(everyPage, signIn(), load('/account', { tag: false }), signedIn)).toEqual([])
  expect(outcomes(everyPage, signIn(), load('/redirect'), load('/account', { tag: false }), signedIn)).toEqual([])
  expect(outcomes(everyPage, fault('token-provider-down'), signIn(), load('/account'), signedIn)).toEqual([])
})

test('the page after a fault is judged again', () => {
  const faulty = [
    fault('token-provider-down'),
    signIn(),
    load('/account'),
    signedIn,
    fault('token-provider-down', false),
  ]
  expect(outcomes(everyPage, ...faulty, step('open'), load('/account'), signedIn)).toEqual(['never-activated'])
})

test('what else went wrong on the page begins the cure', () => {
  const cure = (...parts: Parameters<typeof recording>): string => {
    const [found] = everyPage.judge(recording(signIn(), load('/account'), ...parts, signedIn))
    return found?.outcome === 'violated' ? (found.cure ?? everyPage.remedy(found)) : 'met'
  }
  expect(cure(policyViolation('connect-src', 'https://api.shop.test'))).toMatch(
    /^The Content-Security-Policy of \/account/,
  )
  expect(cure(pageError('iAdvize is not defined'))).toMatch(/^A script of \/account has failed/)
  const unpushed = [load('/account', { tag: false }), tagRun({ queued: 0 })]
  expect(cure(...unpushed)).toMatch(/^When the tag ran on \/account, nothing had been pushed to iAdvizeInterface/)
  expect(cure()).toMatch(/^call iAdvize\.activate/)
})
