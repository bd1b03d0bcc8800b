import { expect, test } from '@playwright/test'
import { activation, extId, fault, load, sample, signIn, token } from '../../recording/literal.ts'
import { digest } from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import { kindsSaidBy, witnesses } from '../../recording/witnesses.ts'
import { outcomes } from '../outcomes.ts'
import agree from './witnesses-agree.ts'

const first = token('first')
const run = digest('run')

/** iAdvize's own account. */
const served: Part = draft => void draft.observations.push({ kind: 'tag-served', at: draft.at })
const answered =
  (facts: { accepted?: boolean; run?: string; call?: number; option?: 'secured' | 'anonymous' } = {}): Part =>
  draft =>
    void draft.observations.push({
      kind: 'exchange-answered',
      at: draft.at,
      run,
      call: 1,
      option: 'secured',
      accepted: true,
      extId: false,
      ...facts,
    })
const refused =
  (because: 'malformed' | 'not-for-a-page' | 'another-document' | 'too-many', count = 1): Part =>
  draft =>
    void draft.observations.push({ kind: 'message-refused', at: draft.at, ...draft.place, because, count })
const ran: Part = draft =>
  void draft.observations.push({
    kind: 'tag-run',
    at: draft.at,
    ...draft.place,
    sid: '1',
    again: false,
    frame: false,
    run,
  })
const page = (path = '/account') => load(path, { tag: false })
const look = sample({ user: 'first', jwt: true, padlock: true })
/** The desk has an extID, and the page shows none. */
const hidden: Part = draft => {
  look(draft)
  const last = draft.observations.at(-1)
  if (last?.kind === 'sample' && last.desk) last.desk.extId = true
}
const secured = activation({ secured: first }, { meanwhile: answered() })

test('met where iAdvize has served the tag, accepted the activation, and has no extID of its own', () => {
  expect(outcomes(agree, signIn(), served, page(), ran, secured, look)).toEqual(['met', 'met'])
})

test('an extID that iAdvize has and no page has shown is told once a browser', () => {
  expect(outcomes(agree, signIn(), served, page(), ran, secured, hidden, page('/orders'), hidden)).toEqual([
    'met',
    'ext-id-hidden',
  ])
})

test('an extID that a page has shown before is hidden from nobody', () => {
  const shown = [page('/'), extId(), page(), hidden]
  expect(outcomes(agree, signIn(), ...shown)).toEqual(['met'])
})

test('a tag that nobody has served, and a success that nobody has given', () => {
  expect(outcomes(agree, signIn(), page(), ran)).toEqual(['tag-not-served'])
  const forged = activation({ secured: first })
  expect(outcomes(agree, signIn(), served, page(), ran, forged)).toEqual(['success-not-given'])
  for (const facts of [{ accepted: false }, { run: digest('other') }, { call: 2 }, { option: 'anonymous' as const }]) {
    const other = activation({ secured: first }, { meanwhile: answered(facts) })
    expect(outcomes(agree, signIn(), served, page(), ran, other)).toEqual(['success-not-given'])
  }
})

test('what a fault of ours keeps from iAdvize is no lie of the page', () => {
  expect(outcomes(agree, fault('exchange-server-error'), page(), ran, activation('anonymous'))).toEqual([])
})

test('a page that speaks in another’s name is told, and one that only talks nonsense, or too much, is not', () => {
  expect(outcomes(agree, page(), refused('not-for-a-page', 3), refused('another-document'))).toEqual([
    'forged',
    'forged',
  ])
  expect(outcomes(agree, page(), refused('malformed'), refused('too-many', 9))).toEqual([])
})

test('no finding from recordings of before, which have no account of iAdvize’s own and no desk', () => {
  expect(outcomes(agree, signIn(), load('/account'), activation({ secured: first }))).toEqual([])
})

test('each kind of observation has its witness, and no page says what is the harness’s to say', () => {
  const ofPages = new Set([...kindsSaidBy('tag'), ...kindsSaidBy('probe')])
  for (const kind of ['sample', 'keys-searched', 'step', 'fault', 'provider-probe', 'exchange-answered', 'tag-served'])
    expect(ofPages.has(kind), kind).toBe(false)
  expect(Object.keys(witnesses).length).toBeGreaterThan(30)
})
