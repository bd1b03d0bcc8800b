import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { planOf } from './new.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const planned = (kind: string, name: string, there: string[] = []) =>
  planOf(kind, name, read, file => there.includes(file))

test('a requirement is two files, and nothing is entered anywhere', () => {
  const { write, enter } = planned('requirement', 'token/one-thing')
  expect(write.map(({ file }) => file)).toEqual([
    'harness/requirements/token/one-thing.ts',
    'harness/requirements/token/one-thing.test.ts',
  ])
  expect(write[1]?.text).toContain("import oneThing from './one-thing.ts'")
  expect(enter).toEqual([])
})

test('a defect is one file, entered in the list with all that stands there', () => {
  const { write, enter } = planned('defect', 'one-thing')
  expect(write.map(({ file }) => file)).toEqual(['harness/site/defects/one-thing.ts'])
  const [list] = enter
  const before = read('harness/site/defects.ts').split('\n')
  const added = (list?.text ?? '').split('\n').filter(line => !before.includes(line))
  expect(added).toEqual(["import { oneThing } from './defects/one-thing.ts'", '  oneThing,'])
  expect(list?.text.split('\n')).toHaveLength(before.length + 2)
})

test('a journey is one file, entered in its place in the alphabet', () => {
  const { enter } = planned('journey', 'sign-in-twice')
  const lines = (enter[0]?.text ?? '').split('\n')
  expect(lines.indexOf("import './sign-in-twice.spec.ts'")).toBe(lines.indexOf("import './sign-in.spec.ts'") - 1)
  expect(lines).toHaveLength(read('scenarios/all.ts').split('\n').length + 1)
})

test('a format is one file, entered at the end of the list', () => {
  const { write, enter } = planned('format', 'toml')
  expect(write.map(({ file }) => file)).toEqual(['reports/formats/toml.ts'])
  expect(enter[0]?.text).toMatch(/ {2}tomlFormat,\n\]\n$/)
  expect(enter[0]?.text).toContain("import { tomlFormat } from './toml.ts'\n")
})

test('what was not meant is told, and nothing is overwritten', () => {
  expect(() => planned('defekt', 'one-thing')).toThrow('did you mean defect?')
  expect(() => planned('requirement', 'one-thing')).toThrow('expected a name like token/one-thing')
  expect(() => planned('defect', '../evil')).toThrow('expected a name like one-thing')
  expect(() => planned('journey', 'sign-in', ['scenarios/sign-in.spec.ts'])).toThrow('is already there')
})
