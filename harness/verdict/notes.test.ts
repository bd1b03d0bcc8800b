import { expect, test } from '@playwright/test'
import { recording } from '../recording/literal.ts'
import { notesOf, stoppedRequests } from './notes.ts'

const seenBy = (name: string, interception: 'name-resolution' | 'routing') => ({
  ...recording(),
  browser: { name, version: '1', interception },
})

test('a browser that Padlock started needs no note', () => {
  expect(notesOf([seenBy('chromium', 'name-resolution')])).toEqual([])
})

test('routing is told once a browser, with what it hides', () => {
  const notes = notesOf([seenBy('firefox', 'routing'), seenBy('firefox', 'routing')])
  expect(notes).toHaveLength(1)
  for (const hidden of ['firefox', 'CORS', 'preflights', 'cache', 'beacons', 'shared worker', 'Service workers'])
    expect(notes[0]).toContain(hidden)
})

const asked = (host: string, path: string, answer: 'mock' | 'stopped', via: 'http' | 'websocket' = 'http') => ({
  kind: 'iadvize-request' as const,
  at: 1,
  host,
  method: 'GET',
  path,
  via,
  answer,
})

test('what was stopped on its way to iAdvize is listed once', () => {
  const seen = {
    ...recording(),
    observations: [
      asked('halc.iadvize.com', '/iadvize.js', 'mock'),
      asked('api.iadvize.com', '/graphql', 'stopped'),
      asked('ws.iadvize.com', '/live', 'stopped', 'websocket'),
    ],
  }
  expect(stoppedRequests([seen, seen])).toEqual(['GET api.iadvize.com/graphql', 'WebSocket ws.iadvize.com/live'])
  expect(notesOf([seen, seen])).toEqual([
    expect.stringContaining(
      'stopped on this machine, and nothing left for iAdvize: GET api.iadvize.com/graphql, WebSocket',
    ),
  ])
  const many = { ...seen, observations: [...Array(9).keys()].map(n => asked('a.iadvize.com', `/${n}`, 'stopped')) }
  expect(notesOf([many])[0]).toMatch(/\/5 and 3 more\.$/)
})

test('a run on trust says so first', () => {
  const { target, ...rest } = recording()
  expect(notesOf([{ ...rest, target: { ...target, trust: true } }])[0]).toMatch(/ON TRUST.*never conforms/)
})

test('what pages sent without end, or unreadably, is counted', () => {
  const refused = (because: 'malformed' | 'too-many' | 'not-for-a-page', count: number) => ({
    kind: 'message-refused' as const,
    at: 1,
    browser: 'first',
    tab: 'tab 1',
    load: 'load 1',
    path: '/account',
    because,
    count,
  })
  const seen = (...observations: ReturnType<typeof refused>[]) => ({ ...recording(), observations })
  const notes = notesOf([seen(refused('malformed', 2)), seen(refused('malformed', 3), refused('too-many', 70))])
  expect(notes).toHaveLength(2)
  expect(notes[0]).toContain('70 in all, on /account')
  expect(notes[1]).toContain('5 in all, on /account')
  expect(notesOf([seen(refused('not-for-a-page', 1))])).toEqual([])
})
