import { PassThrough, Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from '@playwright/test'
import { defaultTokenSettings, type Tenant } from '../../mock-iadvize/token/decision.ts'
import { claimsAt, forged } from '../../mock-iadvize/token/forgery.ts'
import { judgedLines } from './verify-lines.ts'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'

// One worker for the whole file: the keys are made once.
test.describe.configure({ mode: 'default' })

const at = new Date('2026-03-01T12:00:00Z')
const tenant: Tenant = {
  sid: '1',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}
const sound = forged({ brand, iAdvize }, claimsAt(at))
const expired = forged({ brand, iAdvize }, claimsAt(at, { exp: 1.6e9 }))

async function answers(input: Readable): Promise<{ answers: unknown[]; counts: { lines: number; refused: number } }> {
  const output = new PassThrough()
  const said = text(output)
  const counts = await judgedLines(input, output, tenant, at)
  output.end()
  return {
    answers: (await said)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as unknown),
    counts,
  }
}

test('answers in order, and goes on after a line that is none', async () => {
  const lines = [
    JSON.stringify({ id: 'one', token: sound }),
    JSON.stringify({ id: 'two', token: expired }),
    'not JSON',
    '',
    JSON.stringify({ id: 5, token: 42 }),
    '[]',
    JSON.stringify({ token: sound }),
    JSON.stringify({ id: null, token: 'x' }),
  ]
  expect(await answers(Readable.from([Buffer.from(lines.join('\r\n'))]))).toEqual({
    answers: [
      { id: 'one', verdict: 'accepted', stage: null, code: null },
      { id: 'two', verdict: 'refused', stage: 'claims', code: 'expired', basis: 'doc' },
      { line: 3, verdict: 'refused', stage: 'format', code: 'invalid-line' },
      { id: 5, verdict: 'refused', stage: 'format', code: 'invalid-line' },
      { line: 6, verdict: 'refused', stage: 'format', code: 'invalid-line' },
      { line: 7, verdict: 'accepted', stage: null, code: null },
      { id: null, verdict: 'refused', stage: 'format', code: 'segment-count', basis: 'doc' },
    ],
    counts: { lines: 7, refused: 5 },
  })
})

test('lines may come in any pieces, and may be too long', async () => {
  const bytes = Buffer.from(
    `{"id":"é","token":"${expired}"}\n{"id":"long","token":"${'x'.repeat(1_100_000)}"}\n{"id":"last","token":"${sound}"}\n`,
  )
  const pieces = Array.from({ length: Math.ceil(bytes.length / 997) }, (_, piece) =>
    bytes.subarray(piece * 997, (piece + 1) * 997),
  )
  // The first piece ends in the middle of é.
  const input = Readable.from([bytes.subarray(0, 8), bytes.subarray(8, 997), ...pieces.slice(1)])
  expect((await answers(input)).answers).toEqual([
    { id: 'é', verdict: 'refused', stage: 'claims', code: 'expired', basis: 'doc' },
    { line: 2, verdict: 'refused', stage: 'format', code: 'invalid-line' },
    { id: 'last', verdict: 'accepted', stage: null, code: null },
  ])
})

test('answers a line before the next one comes', async () => {
  const input = new PassThrough()
  const output = new PassThrough()
  const done = judgedLines(input, output, tenant, at)
  for (const id of ['1', '2']) {
    const answer = new Promise<Buffer>(resolve => output.once('data', resolve))
    input.write(`${JSON.stringify({ id, token: sound })}\n`)
    expect(JSON.parse(String(await answer))).toMatchObject({ id, verdict: 'accepted' })
  }
  input.end()
  expect(await done).toEqual({ lines: 2, refused: 0 })
})

test('reads no faster than the answers are taken', async () => {
  let read = 0
  const line = `${JSON.stringify({ id: 'x'.repeat(2000), token: '' })}\n`
  const input = Readable.from(
    (function* () {
      for (; read < 2000; read++) yield Buffer.from(line)
    })(),
  )
  const stuck = new Writable({ highWaterMark: 1000, write: () => undefined })
  void judgedLines(input, stuck, tenant, at)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThan(500)
})
