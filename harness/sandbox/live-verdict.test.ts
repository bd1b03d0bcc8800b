import { expect, test } from '@playwright/test'
import { activation, load, recording, token } from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { liveRequirements } from './live-requirements.ts'
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

test('every requirement that is judged live is in the catalogue; all others say who judges them', async () => {
  const catalogue = await loadCatalogue()
  const rows = liveVerdict([], catalogue, false)
  expect(rows.map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id))
  const live = rows.filter(({ status }) => status !== 'not-live')
  expect(new Set(live.map(({ id }) => id))).toEqual(liveRequirements)
  expect(live.every(({ status }) => status === 'not-observed')).toBe(true)
})

test('the latest page decides: a row turns green when the page is mended, and red when it is broken', async () => {
  const before = recording(load('/'), activation({ secured: wrong }))
  expect(await rowOf('token/signature', before)).toMatchObject({
    status: 'violated',
    findings: [{ code: 'signed-with-another-key', cure: 'sign with the key of the brand', page: '/' }],
  })
  const mended = recording(load('/'), activation({ secured: wrong }), load('/'), activation({ secured: sound }))
  expect(await rowOf('token/signature', mended)).toMatchObject({ status: 'met' })
  const broken = recording(load('/'), activation({ secured: sound }), load('/'), activation({ secured: wrong }))
  expect(await rowOf('token/signature', broken)).toMatchObject({ status: 'violated' })
  expect(await rowOf('token/signature', before, recording(load('/')))).toMatchObject({ status: 'violated' })
  expect(await rowOf('token/expiry', before)).toMatchObject({ status: 'not-observed' })
})
