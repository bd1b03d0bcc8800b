/** What had not come when the wait for it ended proves nothing: no requirement is violated by it, and none is met. */
import { expect, test } from '@playwright/test'
import {
  activation,
  attempt,
  fault,
  load,
  sample,
  signIn,
  signOut,
  timedOut,
  token,
  logout,
  recording,
} from '../recording/literal.ts'
import type { Part } from '../recording/literal.ts'
import { verdict } from '../verdict/verdict.ts'
import { loadCatalogue } from './catalogue.ts'

const busy = { user: 'first', busy: true as const }
const before = [
  signIn(),
  load('/account'),
  activation({ secured: token('first') }),
  sample({ user: 'first', jwt: true, padlock: true, controls: 9 }),
]

const slow: Record<string, Part[]> = {
  'a signed-in page that has not activated yet': [signIn(), load('/account'), sample(busy)],
  'a signed-in page whose tag has not come yet': [signIn(), load('/account', { tag: false }), sample(busy)],
  'a padlock that has not come yet': [
    signIn(),
    load('/account'),
    activation({ secured: token('first') }),
    sample(busy),
  ],
  'a page after a padlock': [...before, load('/account/orders'), sample(busy)],
  'a sign-out whose logout is still under way': [
    ...before,
    signOut(),
    logout({ ends: 'never' }),
    sample({ user: null, jwt: 'first', padlock: 'first', busy: true }),
  ],
  'a sign-out that has not called logout yet': [...before, signOut(), sample({ user: null, busy: true })],
  'a page without the tag of which little can be used yet': [
    ...before,
    fault('tag-unreachable'),
    load('/account', { tag: false }),
    sample({ user: 'first', controls: 0, ready: 'loading', busy: true }),
    attempt('sign-out', 'the sign-out control was not clicked within 30 s', { late: true }),
  ],
  'a page under an outage': [
    ...before,
    fault('api-held'),
    load('/account'),
    sample({ user: 'first', controls: 0, busy: true }),
    attempt('sign-out', 'the sign-out control was not clicked within 30 s', { late: true }),
  ],
  'a page after an outage': [
    ...before,
    fault('api-server-error'),
    load('/account'),
    activation({ secured: token('first') }, { reason: 'Failed to fetch authentication with a server error' }),
    sample({ user: 'first' }),
    fault('api-server-error', false),
    load('/account'),
    sample(busy),
  ],
}

for (const [what, parts] of Object.entries(slow))
  test(`nothing is violated by ${what}`, async () => {
    const catalogue = await loadCatalogue()
    const usual = verdict([recording(...parts.filter(part => part !== parts.at(-1)))], catalogue)
    const found = verdict([recording(...parts)], catalogue)
    expect(found.requirements.filter(({ status }) => status === 'violated').map(({ id }) => id)).toEqual([])
    // And what a busy page shows meets nothing.
    const metBy = ({ requirements }: typeof found) =>
      requirements.filter(({ status }) => status === 'met').map(({ id }) => id)
    expect(metBy(found)).toEqual(metBy(usual))
  })

test('what was waited for, and what was slow, is the reason why nothing was observed', async () => {
  const because = '/account was not idle within 24 s (the site took up to 9.0 s for an answer): a request had no answer'
  const { requirements } = verdict(
    [recording(signIn(), load('/account'), timedOut(because), sample(busy))],
    await loadCatalogue(),
  )
  const row = requirements.find(({ id }) => id === 'activation/every-page')
  expect(row).toMatchObject({ status: 'not-observed' })
  expect(row && 'because' in row ? row.because : '').toContain(because)
})
