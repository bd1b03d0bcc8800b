import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { activation, load, recording, sample, signIn, token } from '../recording/literal.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { recordingStore } from '../run/kept-recordings.ts'
import { watchRecordings } from '../run/watched-recordings.ts'
import { resultOf } from '../verdict/result-of.ts'
import { runEventSchema } from '../verdict/run-event.ts'
import type { RunEvent } from '../verdict/run-event.ts'
import { createRunEvents } from './run-events.ts'

const seen = recording(
  signIn(),
  load('/account'),
  activation({ secured: token('first') }),
  sample({ user: 'first', jwt: true, reason: 'extID is set', extId: 'extID' }),
)
const pending = { ...seen, observations: seen.observations.filter(({ kind }) => kind !== 'activate-result') }

const told = async (): Promise<{ events: RunEvent[]; it: ReturnType<typeof createRunEvents> }> => {
  const events: RunEvent[] = []
  const write = (line: string): void => {
    expect(line).toMatch(/^[^\n]+\n$/)
    events.push(runEventSchema.parse(JSON.parse(line)))
  }
  return { events, it: createRunEvents(await loadCatalogue(), { only: [], write }) }
}

test('a journey that is played is shown and not judged: what has no result yet may get one', async () => {
  const { events, it } = await told()
  it.follow.recording({ recording: pending, isWhole: false })
  expect(events.map(({ event }) => event)).toEqual(['seen'])
  const [first] = events
  expect(first?.event === 'seen' && first.journey.marks.filter(({ ok }) => !ok)).toEqual([])
  it.follow.recording({ recording: pending, isWhole: true })
  const again = events[1]
  expect(again?.event === 'seen' && again.journey.marks.filter(({ ok }) => !ok).map(({ label }) => label)).toContain(
    'no result',
  )
})

test('what is over is judged at once, with what was received and how to fix it; a draft that comes late changes nothing', async () => {
  const { events, it } = await told()
  it.follow.runner({ kind: 'planned', journeys: [{ id: 'literal', title: 'a literal' }] })
  it.follow.runner({ kind: 'began', journey: 'literal' })
  it.follow.recording({ recording: seen, isWhole: true })
  it.follow.recording({ recording: seen, isWhole: false })
  it.follow.runner({ kind: 'ended', journey: 'literal', state: 'done', durationMs: 12.5 })
  expect(events.map(({ event }) => event)).toEqual(['planned', 'journey-began', 'seen', 'judged', 'journey-ended'])
  const judged = events.find(({ event }) => event === 'judged')
  const rows = judged?.event === 'judged' ? judged.requirements : []
  expect(rows.find(({ id }) => id === 'ext-id/absent')).toMatchObject({
    status: 'violated',
    violation: { journey: 'literal', cure: expect.stringContaining('extID') },
  })
  expect(rows.find(({ id }) => id === 'sign-out/logout-called')?.violation ?? null).toBeNull()
})

test('the end has the verdict, and every journey with its flags', async () => {
  const { events, it } = await told()
  const result = resultOf([seen], await loadCatalogue(), {
    startedAt: new Date('2026-01-01T00:00:00Z'),
    duration: 1000,
    versions: { padlock: '0.1.0', node: 'v20', playwright: '1' },
  })
  it.ended(result, 1, '/reports')
  expect(events.map(({ event }) => event)).toEqual(['seen', 'judged', 'ended'])
  expect(events.at(-1)).toMatchObject({ verdict: 'violated', exitCode: 1, report: '/reports' })
  const [first] = events
  expect(first?.event === 'seen' && first.journey.marks.some(({ kind }) => kind === 'violation')).toBe(true)
})

test('recordings are followed as they are written, drafts and whole ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'padlock-follow-'))
  const kept: boolean[] = []
  const target = { name: 'a shop' }
  const over = watchRecordings(folder, target, ({ isWhole }) => kept.push(isWhole))
  const store = recordingStore(folder, target)
  store.unfinished(seen)
  await expect.poll(() => kept).toEqual([false])
  store.whole(seen)
  await expect.poll(() => kept).toEqual([false, true])
  over()
  rmSync(folder, { recursive: true })
})
