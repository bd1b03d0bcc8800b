import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { TestInfo } from '@playwright/test'
import { about, recording } from './literal.ts'
import { contradictions, readRecordings } from './read-recordings.ts'
import type { Recording } from './recording.ts'

const of = (id: string, change: Partial<Recording> = {}): Recording =>
  recording(about({ journey: { id, title: id }, ...change }))
/** Files by their path, as text or as the value that JSON makes of it. */
const folder = (info: TestInfo, files: Record<string, unknown>): string => {
  const root = info.outputPath('runs')
  mkdirSync(root, { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return root
}
const journeys = (folders: string[]) => readRecordings(folders).found.map(({ recording }) => recording.journey.id)

test('recordings are found in the folders and below, and nothing else is taken for one', async ({}, info) => {
  const root = folder(info, {
    'shard-1/recordings/sign-out.json': of('sign-out'),
    'shard-2/recordings/sign-in.json': of('sign-in'),
    'flat.json': of('browse'),
    'report.json': { schemaVersion: 1, journeys: [] },
    'cut-off.json': '{"journey":',
    'node_modules/x/recordings/a.json': of('a'),
  })
  expect(readRecordings([root]).problems).toEqual([])
  expect(journeys([root])).toEqual(['browse', 'sign-in', 'sign-out'])
  expect(journeys([join(root, 'shard-1'), join(root, 'shard-2/recordings')])).toEqual(['sign-in', 'sign-out'])
})

test('a copy, such as a report keeps, and a folder named twice, count once', async ({}, info) => {
  const root = folder(info, { 'a/recordings/x.json': of('x'), 'report/recordings/x.json': of('x') })
  const { found } = readRecordings([root, root, join(root, 'a')])
  expect(found).toHaveLength(1)
  expect(contradictions(found)).toEqual([])
})

test('what can be read neither whole nor by this version is told, all at once', async ({}, info) => {
  const root = folder(info, {
    'empty/readme.md': 'nothing',
    'broken/recordings/cut.json': '{"schemaVersion":1,"journ',
    'broken/recordings/future.json': { ...of('future'), schemaVersion: 7 },
    'broken/recordings/old.json': { ...of('old'), run: undefined },
  })
  const { problems } = readRecordings([join(root, 'none'), join(root, 'empty'), join(root, 'broken')])
  expect(problems).toHaveLength(5)
  expect(problems.join('\n')).toMatch(/none: there is no such folder/)
  expect(problems.join('\n')).toMatch(/empty: holds no recording/)
  expect(problems.join('\n')).toMatch(/cut\.json: is cut off/)
  expect(problems.join('\n')).toMatch(/future\.json: .*schemaVersion/)
  expect(problems.join('\n')).toMatch(/old\.json: .*run/)
})

test('a recording whose origin is no URL costs itself alone', async ({}, info) => {
  const { target } = of('x')
  const root = folder(info, {
    'recordings/nowhere.json': of('nowhere', { target: { ...target, origin: 'not a url' } }),
    'recordings/script.json': of('script', { target: { ...target, origin: 'javascript:alert(1)' } }),
    'recordings/sound.json': of('sound'),
  })
  const { found, problems } = readRecordings([root])
  expect(found.map(({ recording }) => recording.journey.id)).toEqual(['sound'])
  expect(problems).toHaveLength(2)
  for (const problem of problems) expect(problem).toMatch(/target\.origin: expected the origin of a site, such as/)
  expect(contradictions(found)).toEqual([])
})

test('recordings of several runs, sites and versions are told apart, all at once', () => {
  const found = (path: string, recording: Recording) => ({ path, recording })
  const one = of('x')
  const elsewhere = { ...of('y'), target: { ...one.target, origin: 'https://other.test' } }
  const newer = { ...of('z'), run: { ...one.run, versions: { ...one.run.versions, padlock: '9.0.0' } } }
  const trusted = { ...of('w'), target: { ...one.target, trust: true as const } }
  const problems = contradictions([
    found('a/x.json', one),
    found('b/x.json', { ...one, startedAt: '2026-01-02T00:00:00.000Z' }),
    found('b/y.json', elsewhere),
    found('b/z.json', newer),
    found('c/w.json', trusted),
  ])
  expect(problems).toHaveLength(4)
  expect(problems[0]).toMatch(/recorded more than once: x; they lie in a, b/)
  expect(problems[1]).toMatch(/2 sites: .*shop\.test.*other\.test.*b\/y\.json/)
  expect(problems[2]).toMatch(/2 kinds: tokens opened and verified .*tokens accepted on trust \(c\/w\.json\)/)
  expect(problems[3]).toMatch(/2 versions of Padlock: 0\.0\.0 .*9\.0\.0/)
})

test('recordings of two calls of the command are one run only where they are its shards', () => {
  const found = (id: string, run: Partial<Recording['run']>) => ({
    path: `${id}/recordings/${id}.json`,
    recording: { ...of(id), run: { ...of(id).run, ...run } },
  })
  const problems = (...runs: Partial<Recording['run']>[]): string =>
    contradictions(runs.map((run, index) => found('xyz'.charAt(index), run))).join()
  expect(problems({ id: '1', shard: '1/2' }, { id: '2', shard: '2/2' })).toBe('')
  expect(problems({ id: '1' }, { id: '1' })).toBe('')
  expect(problems({}, {})).toBe('')
  expect(problems({ id: '1' }, { id: '2' })).toMatch(/^the recordings are of 2 runs, begun at .*x\/recordings.*y\/rec/)
  expect(problems({ id: '1', shard: '1/2' }, { id: '2' })).toMatch(/2 runs/)
  expect(problems({ id: '1', shard: '1/2' }, { id: '2', shard: '2/3' })).toMatch(/2 runs/)
  expect(problems({ id: '1', shard: '1/2' }, { id: '2', shard: '1/2' })).toMatch(/2 runs/)
  expect(problems({ id: '1' }, {})).toMatch(/2 runs/)
})

test('a site on this machine may change its port from journey to journey', () => {
  const at = (id: string, origin: string) => ({
    path: id,
    recording: { ...of(id), target: { ...of(id).target, origin } },
  })
  expect(contradictions([at('a', 'http://127.0.0.1:1'), at('b', 'http://127.0.0.1:2')])).toEqual([])
  expect(contradictions([at('a', 'https://a.test:1'), at('b', 'https://a.test:2')])).toHaveLength(1)
})
