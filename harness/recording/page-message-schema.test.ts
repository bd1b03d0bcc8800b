import { expect, test } from '@playwright/test'
import * as fc from 'fast-check'
import { heard } from './page-message-schema.ts'
import { createRecorder } from './recorder.ts'
import { recordingSchema } from './recording.ts'

const key = 'k'.repeat(32)
const load = '0123456789abcdef'
const message = (event: unknown, by: 'tag' | 'probe' = 'probe') => ({ load, path: '/account', frame: false, by, event })
const sent = (...messages: unknown[]) => heard(key + JSON.stringify(messages), key)
const reasonsOf = ({ refused }: ReturnType<typeof heard>) => refused.map(({ because }) => because)

test('what the tag and the probe say is heard, each from its own mouth', () => {
  const activate = { kind: 'activate', call: 1 }
  const left = { kind: 'page-leave' }
  expect(sent(message(activate, 'tag'), message(left)).messages.map(({ event }) => event)).toEqual([activate, left])
  expect(reasonsOf(sent(message(activate), message(left, 'tag')))).toEqual(['not-for-a-page', 'not-for-a-page'])
})

test('what only the harness may say is refused', () => {
  for (const kind of [
    'keys-searched',
    'sample',
    'step',
    'fault',
    'provider-probe',
    'message-refused',
    'stored',
    'constructor',
  ])
    expect(reasonsOf(sent(message({ kind, responses: 3, found: [], jwt: null }, 'tag'))), kind).toEqual([
      'not-for-a-page',
    ])
})

test('without the key of this browser context nothing is heard', () => {
  const text = JSON.stringify([message({ kind: 'page-leave' })])
  for (const given of [text, `x${text}`, [message({ kind: 'page-leave' })], null, 7, undefined, {}])
    expect(reasonsOf(heard(given, key))).toEqual(['not-for-a-page'])
})

test('one that is no message hinders no other', () => {
  const good = message({ kind: 'page-leave' })
  const { messages, refused } = sent(good, null, 7, 'text', [], {}, { ...good, load: '../x' }, message(null), good)
  expect(messages).toHaveLength(2)
  expect(refused).toHaveLength(7)
  expect(reasonsOf(heard(`${key}[${'['.repeat(100_000)}`, key))).toEqual(['malformed'])
  expect(reasonsOf(heard(`${key}${'['.repeat(100_000)}${']'.repeat(100_000)}`, key))).toEqual(['malformed'])
})

test('how many a page left out is counted', () => {
  expect(sent(message({ kind: 'left-out', count: 4096 })).refused).toEqual([{ load, because: 'too-many', count: 4096 }])
  expect(reasonsOf(sent(message({ kind: 'left-out', count: -1 })))).toEqual(['not-for-a-page'])
})

const kinds = [
  'tag-run',
  'activate',
  'provider-answer',
  'activate-result',
  'ext-id',
  'page-load',
  'policy-violation',
  'keys-searched',
  'sample',
]
const value = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue())
const event = fc.oneof(
  fc
    .record(
      {
        kind: fc.constantFrom(...kinds),
        call: value,
        cause: value,
        answer: value,
        token: value,
        origin: value,
        status: value,
        length: value,
        spelling: value,
        shape: value,
      },
      { requiredKeys: ['kind'] },
    )
    .map(fields => fields as unknown),
  fc.jsonValue() as fc.Arbitrary<unknown>,
)

test('whatever a page sends, nothing is thrown, everything is heard or counted, and the recording can be read again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(event, fc.constantFrom('tag' as const, 'probe' as const)), { maxLength: 20 }),
      async sentEvents => {
        const { messages, refused } = sent(...sentEvents.map(([event, by]) => message(event, by)))
        expect(messages.length + refused.length).toBe(sentEvents.length)
        const recorder = createRecorder({
          journey: { id: 'fuzz', title: 'fuzz' },
          target: { name: 'fuzz', origin: 'https://shop.test', sid: '1', guests: 'either', defects: [] },
          run: { journeys: [], versions: { padlock: '0', node: '0', playwright: '0' } },
          users: [],
          salt: 'salt',
          startedAt: new Date(0),
          clock: () => 0,
          judge: () =>
            Promise.resolve({
              verdict: 'refused',
              findings: [],
              judged: [],
              unseen: [],
              facts: {
                length: 0,
                segments: 0,
                outerHeader: null,
                innerHeader: null,
                decrypted: false,
                verified: false,
                claimNames: null,
                issuer: null,
                expiresAt: null,
                issuedAt: null,
                lifetime: null,
                userId: null,
                visitorData: null,
              },
              secrets: { userId: null, visitorData: {}, contentKey: null, iv: null },
            } as never),
        })
        for (const each of messages) recorder.hear(each, { browser: 'first', tab: 'tab 1' })
        for (const { because, count } of refused)
          recorder.refuse({ load, path: '/', because, count }, { browser: 'first', tab: 'tab 1' })
        const recording = await recorder.recording({ name: 'chromium', version: '1', interception: 'routing' })
        expect(recordingSchema.safeParse(JSON.parse(JSON.stringify(recording))).error).toBeUndefined()
        expect(recording.observations.some(({ kind }) => kind === 'keys-searched' || kind === 'sample')).toBe(false)
      },
    ),
    { numRuns: 300 },
  )
})
