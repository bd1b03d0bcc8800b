import { expect, test } from '@playwright/test'
import { exchange, load, policyViolation, recording, sample } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import allowed from './allowed-by-policy.ts'

const tag = policyViolation('script-src-elem', 'https://halc.iadvize.com/iadvize.js')

test('met where the tag runs and its call is answered, whatever the answer is', () => {
  expect(outcomes(allowed, load('/'), exchange(), load('/account'), exchange(401))).toEqual(['met', 'met'])
})

test('violated by a blocked tag, under any host, and by a blocked call; the cure names directive, host and page', () => {
  expect(outcomes(allowed, load('/', { tag: false }), tag)).toEqual(['tag-blocked'])
  const alias = policyViolation('script-src', 'https://chat.shop.test/iadvize.js')
  expect(outcomes(allowed, load('/', { tag: false }), alias)).toEqual(['tag-blocked'])
  const call = policyViolation('connect-src', 'https://api.iadvize.com/graphql')
  expect(outcomes(allowed, load('/'), call, exchange('network-error'))).toEqual(['call-blocked'])
  const [finding] = allowed.judge(recording(load('/account', { tag: false }), tag))
  expect(finding).toHaveProperty(
    'cure',
    expect.stringMatching(/^add halc\.iadvize\.com to script-src in the Content-Security-Policy of \/account/),
  )
})

test('what belongs to nobody of iAdvize, what is inline, and what is only reported, is no finding', () => {
  const others = [
    policyViolation('script-src', 'inline'),
    policyViolation('script-src', 'https://[/iadvize.js'),
    policyViolation('img-src', 'https://tracker.test/pixel.gif'),
    policyViolation('script-src', 'https://notiadvize.com/other.js'),
    policyViolation('script-src', 'https://halc.iadvize.com/iadvize.js', false),
  ]
  expect(outcomes(allowed, load('/'), ...others, exchange())).toEqual(['met'])
})

test('no finding without a call, and where it does not reach iAdvize', () => {
  expect(outcomes(allowed, load('/'), sample({ user: null }))).toEqual([])
  expect(outcomes(allowed, load('/'), exchange('network-error'))).toEqual([])
})
