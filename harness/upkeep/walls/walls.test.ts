/** Every wall holds, and every door opens. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

type Walls = Map<string, string[]>
const { readWalls, wallBetween } = (await import(new URL('walls.js', import.meta.url).href)) as {
  readWalls(text: string): Walls
  wallBetween(from: string, to: string): string | null
}
const walls = readWalls(readFileSync(new URL('walls.list', import.meta.url), 'utf8'))
const folders = [...walls.keys()]
const root = fileURLToPath(new URL('../../..', import.meta.url))

const pairs = folders.flatMap(from => folders.filter(to => to !== from).map(to => ({ from, to })))

test('for every pair of folders, what the list does not allow is refused, and what it allows is not', () => {
  for (const { from, to } of pairs)
    expect(wallBetween(`${from}/some.ts`, `${to}/other.ts`) === null, `${from} → ${to}`).toBe(
      walls.get(from)?.includes(to),
    )
})

test('no two folders import each other', () => {
  for (const { from, to } of pairs)
    expect(walls.get(from)?.includes(to) && walls.get(to)?.includes(from), `${from} ↔ ${to}`).toBeFalsy()
})

test('a list that leads back, or names what is not there, is refused', () => {
  expect(() => readWalls('a: b\nb: a')).toThrow('a names b, which is not further up')
  expect(() => readWalls('a: a')).toThrow('a names a')
})

test('a folder without a line is refused; tests may import anything; scenarios are no tests', () => {
  expect(wallBetween('harness/new-room/a.ts', 'harness/recording/b.ts')).toContain('has no line')
  expect(wallBetween('harness/recording/a.ts', 'harness/new-room/b.ts')).toContain('has no line')
  expect(wallBetween('harness/recording/a.test.ts', 'harness/cli/b.ts')).toBeNull()
  expect(wallBetween('scenarios/a.spec.ts', 'harness/cli/b.ts')).not.toBeNull()
})

test('every folder with sources has a line, and every line is of a folder that is there', () => {
  const rooms = ['harness', 'mock-iadvize', 'reports', 'scenarios']
  const sources = rooms.flatMap(room =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map(file => `${room}/${file}`.replaceAll('\\', '/'))
      .filter(file => file.endsWith('.ts') && !file.startsWith('reports/out')),
  )
  for (const file of sources) expect(wallBetween(file, file), file).toBeNull()
  for (const folder of folders) expect(existsSync(join(root, folder)), folder).toBe(true)
})

test('CONTRIBUTING says of each folder what it holds', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  const rows = [...text.matchAll(/^\| `(.+?)\/` +\| \S/gm)].map(([, folder = '']) => folder)
  expect(rows.toSorted()).toEqual(folders.filter(folder => !folder.endsWith('.ts')).toSorted())
})

test('the linter says so', () => {
  const planted = join(root, 'harness/recording/planted-import.ts')
  try {
    writeFileSync(planted, "export { verdict } from '../verdict/verdict.ts'\n")
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix', planted],
      { cwd: root, encoding: 'utf8' },
    )
    expect(stdout).toContain('harness/recording may not import harness/verdict')
    expect(status).toBe(1)
  } finally {
    rmSync(planted, { force: true })
  }
})
