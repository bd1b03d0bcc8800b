import { expect, test } from '@playwright/test'
import type { JourneyResult } from '../../harness/verdict/result.ts'
import { results } from '../samples/results.ts'
import { alternative, columns, flagged, timeline } from './timeline.ts'

const journeyOf = (name: keyof typeof results, id: string): JourneyResult =>
  results[name].journeys.find(journey => journey.id === id)!
const extId = journeyOf('silentFailure', 'ext-id-removal')
const twoBrowsers = journeyOf('conforming', 'second-browser')
const drawn = (journey: JourneyResult): string => timeline(journey)?.picture.markup ?? ''
const visible = (svg: string): string => svg.replace(/<[^>]*>/g, '|')

test('each mark belongs to the look that follows it, in its own tab', () => {
  const [, second, third] = columns(twoBrowsers)
  expect(second?.marks.map(({ browser }) => browser)).toEqual(['second', 'second'])
  expect(third?.marks.map(({ tab }) => tab)).toEqual(['tab 2', 'tab 2'])
  const late: JourneyResult = { ...extId, marks: [{ ...extId.marks[0]!, at: 99_999 }] }
  expect(columns(late).at(-1)?.marks).toHaveLength(1)
  expect(columns(extId).flatMap(({ marks }) => marks)).toHaveLength(extId.marks.length)
})

test('where JWT and padlock part, the picture and its words say so', () => {
  expect(visible(drawn(extId)).match(/differ\b/g)).toHaveLength(
    1 + extId.moments.filter(({ agrees }) => !agrees).length,
  )
  expect(alternative(extId)).toContain('differ at 2 (sign in as alice) and 3 (open /account/orders)')
  expect(drawn(twoBrowsers)).not.toContain('≠ differ')
  expect(alternative(twoBrowsers)).toContain('agree at every one')
})

test('violations are numbered flags that lead to their requirement', () => {
  expect(flagged(extId)).toEqual(['ext-id/absent', 'padlock/agrees-with-jwt', 'padlock/after-sign-in'])
  const links = [...drawn(extId).matchAll(/<a class="flag"[^>]* href="([^"]*)"/g)].map(([, href]) => href)
  expect(links).toEqual([
    '#ext-id/absent',
    '#padlock/agrees-with-jwt',
    '#padlock/after-sign-in',
    '#padlock/agrees-with-jwt',
  ])
})

test('clock jumps and faults have lanes with words; users, browsers and tabs are named', () => {
  const svg = drawn(twoBrowsers)
  expect(svg.match(/class="event clock-jump"/g)).toHaveLength(1)
  // It was put in force and taken away between two looks, and is shown all the same.
  expect(svg.match(/class="planted"/g)).toHaveLength(1)
  for (const words of [
    '|Clock|',
    'clock + 61 min',
    '|Planted fault|',
    '|exchange: 503|',
    '|A · alice|',
    '|B · bob|',
    'nobody',
    'dead',
    '|second browser|',
    '|tab 2|',
  ]) {
    expect(visible(svg + timeline(twoBrowsers)?.lanes.markup)).toContain(words)
  }
  expect(visible(drawn(extId))).not.toContain('tab 1|')
})

test('a failure is never crowded out of its column', () => {
  const [moment] = extId.moments
  const mark = { at: 1, kind: 'activation', label: 'fine', ok: true, browser: 'first', tab: 'tab 1' } as const
  const marks = [{ ...mark, ok: false, label: 'failed first' }, ...Array.from({ length: 7 }, () => mark)]
  const svg = drawn({ ...extId, moments: [moment!], marks })
  expect(svg.match(/class="call bad"/g)).toHaveLength(1)
  expect(visible(svg)).toContain('failed first')
  expect(visible(svg)).toContain('+5')
})

test('the columns are even, and the text of one stays inside it', () => {
  const long: JourneyResult = {
    ...extId,
    moments: extId.moments.map(moment => ({
      ...moment,
      step: 'a step with a very long name that never comes to its end '.repeat(3),
    })),
  }
  const steps = [...drawn(long).matchAll(/<text class="step"[^>]*>([^<]*)</g)].map(([, text]) => text ?? '')
  expect(steps).toHaveLength(3 * long.moments.length)
  for (const step of steps) expect([...step].length).toBeLessThanOrEqual(18)
})

test('a journey of which nothing was seen has no picture', () => {
  expect(timeline({ ...extId, moments: [] })).toBeNull()
  expect(alternative({ ...extId, moments: [] })).toBe('Nothing was seen.')
})

test('a person is a letter, a colour and a texture at once, in the session and in the userId', () => {
  const svg = drawn(twoBrowsers)
  expect(svg.match(/class="who who-1"/g)!.length).toBeGreaterThan(1)
  expect(svg).toContain('fill="url(#hatch-second-browser)"')
  expect(visible(timeline(twoBrowsers)!.lanes.markup)).toContain('|userId|')
  expect(svg).not.toContain('stranger')
})

test('somebody else’s userId is marked, and told in words', () => {
  const [, moment] = extId.moments
  const journey = { ...extId, marks: [], moments: [{ ...moment!, agrees: true, jwtOf: 'bob', padlockOf: 'bob' }] }
  expect(drawn(journey)).toContain('class="stranger"')
  expect(visible(drawn(journey))).toContain('|≠ B · bob|')
  expect(alternative(journey)).toContain('somebody else’s at 1 (bob, while alice is signed in)')
  const between = { ...journey, moments: [{ ...moment!, jwtOf: 'bob', padlockOf: 'carol' }] }
  expect(visible(drawn(between))).toContain('|bob ≠ carol|')
})

test('an older report, which does not tell whose userId it is, has no such lane', () => {
  const moments = extId.moments.map(({ jwtOf: _, padlockOf: __, ...moment }) => moment)
  expect(visible(timeline({ ...extId, moments })!.lanes.markup)).not.toContain('userId')
})

test('where they differ all the time, that is one sentence', () => {
  const moments = extId.moments.map(moment => ({ ...moment, agrees: false, provoked: false }))
  expect(alternative({ ...extId, moments })).toBe('JWT in storage and padlock differ at every one of 5 moments.')
})
