import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { results } from './fixtures.ts'
import { renderers, writeReports } from './write.ts'

const listing = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

const recordings = [
  { name: 'sign-in', json: '{"schemaVersion":1}' },
  { name: 'second-browser.json', json: '{"schemaVersion":1}' },
]
const all = ['index.html', 'junit.xml', 'recordings/second-browser.json', 'recordings/sign-in.json', 'report.json']

test('everything is written, and nothing is left behind', async ({}, info) => {
  const folder = info.outputPath('deep/down')
  expect(await writeReports(results.conforming, recordings, folder)).toEqual([])
  expect(listing(folder)).toEqual(all)
  expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toEqual(results.conforming)
})

test('a renderer that throws stops no other, leaves no old verdict, and is told', async ({}, info) => {
  const folder = info.outputPath('out')
  await writeReports(results.conforming, recordings, folder)
  const broken = {
    ...renderers,
    'junit.xml': () => {
      throw new Error('planted')
    },
  }
  const problems = await writeReports(results.oneCause, recordings, folder, broken)
  expect(problems).toEqual([`${join(folder, 'junit.xml')} was not written: planted`])
  expect(listing(folder)).toEqual(all.filter(file => file !== 'junit.xml'))
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('Does not conform')
})

test('recordings of the run before are removed, files of others are not', async ({}, info) => {
  const folder = info.outputPath('out')
  await writeReports(results.conforming, recordings, folder)
  writeFileSync(join(folder, 'recordings/mine.json'), '{"mine":true}')
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  expect(await writeReports(results.conforming, [{ name: 'other', json: '{"schemaVersion":1}' }], folder)).toEqual([])
  expect(listing(folder)).toEqual([
    'index.html',
    'junit.xml',
    'notes.txt',
    'recordings/mine.json',
    'recordings/other.json',
    'report.json',
  ])
})

test('a file that Padlock did not write is not overwritten', async ({}, info) => {
  const folder = info.outputPath('site')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<h1>My shop</h1>')
  const problems = await writeReports(results.conforming, [], folder)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain('--report-dir')
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('<h1>My shop</h1>')
  expect(listing(folder)).toEqual(['index.html', 'junit.xml', 'report.json'])
})

test('a recording stays in its folder, whatever its name', async ({}, info) => {
  const folder = info.outputPath('out')
  expect(await writeReports(results.conforming, [{ name: '../../away', json: '{}' }], folder)).toEqual([])
  expect(listing(folder)).toEqual(['index.html', 'junit.xml', 'recordings/-..-away.json', 'report.json'])
})

test('a folder that cannot be made is told for each file', async ({}, info) => {
  const file = info.outputPath('file')
  mkdirSync(info.outputPath(), { recursive: true })
  writeFileSync(file, '')
  expect(await writeReports(results.conforming, recordings, join(file, 'below'))).toHaveLength(5)
})
