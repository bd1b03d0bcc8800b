import { expect, test } from '@playwright/test'
import { activation, exchange, extId, load, logout, recording, renewal, sample, token } from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { liveVerdict } from './live-verdict.ts'

const wrong = token('first', {
  verdict: 'refused',
  judged: ['token/compact', 'token/signature'],
  findings: [
    {
      id: 'token/signature',
      level: 'MUST',
      stage: 'signature',
      code: 'signed-with-another-key',
      expected: 'the key of the brand',
      received: 'another',
      cure: 'sign with the key of the brand',
    },
  ],
})
const sound = token('first', { judged: ['token/compact', 'token/signature'] })

/** As the sandbox records: each page in a tab of its own name. */
const byHand = (recording: Recording): Recording => ({
  ...recording,
  observations: recording.observations.map(seen => ('load' in seen ? { ...seen, tab: seen.load } : seen)),
})
const rowOf = async (id: string, ...recordings: Recording[]) =>
  liveVerdict(recordings.map(byHand), await loadCatalogue(), false).find(row => row.id === id)

test('each requirement says itself whether it is judged live; of all others it is said who judges them', async () => {
  const catalogue = await loadCatalogue()
  const rows = liveVerdict([], catalogue, false)
  expect(rows.map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id))
  const live = rows.filter(({ status }) => status !== 'not-live')
  expect(live.map(({ id }) => id)).toEqual(catalogue.filter(it => it.live !== undefined).map(({ id }) => id))
  expect(live.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['tag/site-id', 'token/expiry', 'padlock/agrees-with-jwt']),
  )
  expect(live).toHaveLength(30)
  expect(live.every(({ status }) => status === 'not-observed')).toBe(true)
})

test('the latest page decides: a row turns green when the page is fixed, and red when it is broken', async () => {
  const before = recording(load('/'), activation({ secured: wrong }))
  expect(await rowOf('token/signature', before)).toMatchObject({
    status: 'violated',
    findings: [
      { code: 'signed-with-another-key', cure: 'sign with the key of the brand', page: '/', at: 1_767_225_600_012 },
    ],
  })
  const fixed = recording(load('/'), activation({ secured: wrong }), load('/'), activation({ secured: sound }))
  expect(await rowOf('token/signature', fixed)).toMatchObject({ status: 'met' })
  const broken = recording(load('/'), activation({ secured: sound }), load('/'), activation({ secured: wrong }))
  expect(await rowOf('token/signature', broken)).toMatchObject({ status: 'violated' })
  expect(await rowOf('token/signature', before, recording(load('/')))).toMatchObject({ status: 'violated' })
  expect(await rowOf('token/expiry', before)).toMatchObject({ status: 'not-observed' })
})

test('what the page that was opened last does not show is not met: another page is named, and counted apart', async () => {
  const signedIn = [load('/account'), activation({ secured: sound })]
  const browsed = recording(...signedIn, load('/'), activation('anonymous'))
  expect(await rowOf('token/signature', browsed)).toMatchObject({
    status: 'met-elsewhere',
    because: 'another page showed it; the one that was opened last did not',
    findings: [{ outcome: 'met', page: '/account', at: 1_767_225_600_012 }],
  })
  expect(await rowOf('tag/site-id', browsed)).toMatchObject({ status: 'met', findings: [{ page: '/' }] })
  const leftOut = recording(...signedIn, logout(), load('/'), activation('anonymous'))
  expect(await rowOf('logout/finishes', leftOut)).toMatchObject({ status: 'met-elsewhere' })
  expect(await rowOf('token/signature', recording(...signedIn), recording(load('/')))).toMatchObject({
    status: 'met-elsewhere',
  })
})

test('where the latest page breaks what a requirement rests on, nothing of another page counts for it', async () => {
  const nested = token('first', {
    ...wrong,
    judged: ['token/compact', 'token/nested'],
    findings: wrong.findings.map(finding => ({ ...finding, id: 'token/nested' })),
  })
  const unsigned = recording(load('/'), activation({ secured: sound }), load('/'), activation({ secured: nested }))
  expect(await rowOf('token/nested', unsigned)).toMatchObject({ status: 'violated' })
  expect(await rowOf('token/compact', unsigned)).toMatchObject({ status: 'met' })
  expect(await rowOf('token/signature', unsigned)).toMatchObject({
    status: 'not-observed',
    because: 'the page that was opened last does not show it: put token/nested right first',
    findings: [],
  })
  const nothing = recording(
    load('/'),
    activation({ secured: nested }),
    load('/'),
    activation({ invalid: '{ token: undefined }' }),
  )
  expect(await rowOf('activation/option-valid', nothing)).toMatchObject({ status: 'violated' })
  expect(await rowOf('token/nested', nothing)).toMatchObject({
    status: 'blocked',
    because: 'put activation/option-valid right first',
    findings: [{ page: '/' }],
  })
})

test('a page whose activation came to nothing does not show that JWT and padlock agree', async () => {
  const both = [load('/'), activation({ secured: sound }), sample({ user: 'first', jwt: true, padlock: true })]
  const neither = sample({ user: 'first' })
  expect(await rowOf('padlock/agrees-with-jwt', recording(...both))).toMatchObject({ status: 'met' })
  const refused = [load('/'), activation({ secured: token('first') }, { reason: 'no' }), exchange(401), neither]
  expect(await rowOf('padlock/agrees-with-jwt', recording(...both, ...refused))).toMatchObject({
    status: 'met-elsewhere',
  })
  const still = sample({ user: 'first', jwt: true, padlock: true })
  expect(await rowOf('padlock/agrees-with-jwt', recording(...both, ...refused, still))).toMatchObject({
    status: 'met-elsewhere',
  })
  const twice = activation({ secured: token('first') }, { reason: 'twice' })
  expect(await rowOf('padlock/agrees-with-jwt', recording(...both, twice, still))).toMatchObject({ status: 'met' })
  expect(await rowOf('activation/no-own-retry', recording(...both, ...refused))).toMatchObject({ status: 'met' })
  const signedOut = recording(...both, logout(), sample({ user: null }))
  expect(await rowOf('padlock/agrees-with-jwt', signedOut)).toMatchObject({ status: 'met' })
  const alone = sample({ user: 'first', jwt: true })
  expect(await rowOf('padlock/agrees-with-jwt', recording(...both, ...refused, alone))).toMatchObject({
    status: 'violated',
  })
})

test('one page shows that extID is set, and whether the provider makes a new token when the session ends', async () => {
  const page = [load('/account'), activation({ secured: sound })]
  const hidden = recording(...page, extId(), sample({ user: 'somebody', jwt: 'first', extId: 'extID' }))
  expect(await rowOf('ext-id/absent', hidden)).toMatchObject({ status: 'violated', findings: [{ code: 'ext-id-set' }] })
  expect(await rowOf('padlock/agrees-with-jwt', hidden)).toMatchObject({
    status: 'violated',
    findings: [{ code: 'ext-id-hides-padlock' }],
  })
  const kept = recording(...page, renewal({ secured: sound }), sample({ user: 'somebody' }))
  expect(await rowOf('activation/provider-reusable', kept)).toMatchObject({ findings: [{ code: 'token-captured' }] })
  const fresh = recording(...page, renewal({ secured: token('first') }), sample({ user: 'somebody' }))
  expect(await rowOf('activation/provider-reusable', fresh)).toMatchObject({ status: 'met' })
})
