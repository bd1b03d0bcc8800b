import { expect, test } from '@playwright/test'
import { activation, load, probe, recording, sample, signIn, skipped, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import refusesGuests from './refuses-guests.ts'

const page = [signIn(), load('/account'), activation({ secured: token('first') }), sample({ user: 'first' })]
const baseline = probe('as-page', { user: 'first', token: token('first') })
const guest = (status: number) => probe('as-guest', { status })

test('met by a refusal, whichever way it is said', () => {
  for (const status of [401, 403, 303, 404])
    expect(outcomes(refusesGuests, ...page, baseline, guest(status))).toEqual(['met'])
  expect(
    outcomes(refusesGuests, ...page, baseline, guest(401), probe('as-guest-with-session', { status: 401 })),
  ).toEqual(['met', 'met'])
})

test('what a guest’s own page offers is a cure of its own', () => {
  const offered = probe('as-guest-with-offer', { variation: 'field nonce of the form', token: token('demo') })
  const [finding] = refusesGuests.judge(recording(...page, baseline, offered))
  expect(finding).toMatchObject({ code: 'token-for-a-guest', received: expect.stringContaining('field nonce') })
  expect(finding?.outcome === 'violated' && refusesGuests.remedy(finding)).toContain('guests have such pages too')
})

test('violated by a token, of whomever', () => {
  const given = probe('as-guest-with-session', { status: 200, token: token('nobody') })
  expect(outcomes(refusesGuests, ...page, baseline, guest(401), given)).toEqual(['met', 'token-for-a-guest'])
  expect(outcomes(refusesGuests, ...page, given)).toEqual(['token-for-a-guest'])
})

test('a refusal that looks like a success, or like a crash, is a SHOULD', () => {
  expect(outcomes(refusesGuests, ...page, baseline, guest(200))).toEqual(['refused-with-success'])
  expect(outcomes(refusesGuests, ...page, baseline, guest(500))).toEqual(['refused-with-server-error'])
  expect(refusesGuests.judge(recording(...page, baseline, guest(200)))).toMatchObject([{ level: 'SHOULD' }])
})

test('a refusal proves nothing where the page’s own request is refused too, or nothing answers', () => {
  expect(outcomes(refusesGuests, ...page, probe('as-page', { user: 'first', status: 403 }), guest(403))).toEqual([])
  expect(outcomes(refusesGuests, ...page, baseline, probe('as-guest', { status: 'no-answer' }))).toEqual([])
  expect(outcomes(refusesGuests, ...page)).toEqual([])
})

test('not applicable where pages bring their token themselves, and not merely unseen', () => {
  const inPage = skipped('asking the token provider', 'it stands in the HTML', 'no-provider')
  expect(refusesGuests.notApplicable?.([recording(...page, inPage)])).toContain('HTML')
  expect(refusesGuests.notApplicable?.([recording(...page, skipped('asking', 'not found'))])).toBeNull()
})
