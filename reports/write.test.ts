import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { results } from './samples/results.ts'
import { renderers, siteFolder, writeRecordings, writeReports, writeSites } from './write.ts'

const listing = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

const recording = (name: string) => ({ name, json: '{"schemaVersion":1,"observations":[]}' })
const recordings = [recording('sign-in'), recording('second-browser.json')]
const reports = Object.keys(renderers).sort()
const all = [...reports, 'recordings/second-browser.json', 'recordings/sign-in.json'].sort()

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
  expect(await writeReports(results.conforming, [recording('other')], folder)).toEqual([])
  expect(listing(folder)).toEqual([...reports, 'notes.txt', 'recordings/mine.json', 'recordings/other.json'].sort())
})

test('a part leaves its recordings and no report, not even one of the run before', async ({}, info) => {
  const folder = info.outputPath('out')
  await writeReports(results.conforming, recordings, folder)
  expect(await writeRecordings([recording('other')], folder)).toEqual([])
  expect(listing(folder)).toEqual(['recordings/other.json'])
})

test('a certificate of the run before is never left beside a report that it does not certify', async ({}, info) => {
  const folder = info.outputPath('out')
  const certificate = 'eyJ0eXAiOiJwYWRsb2NrLWNlcnRpZmljYXRlK2p3cyJ9.e30.c2ln\n'
  await writeReports(results.conforming, [], folder, { ...renderers, 'certificate.jws': () => certificate })
  expect(listing(folder)).toContain('certificate.jws')
  await writeReports(results.oneCause, [], folder)
  expect(listing(folder)).toEqual(reports)
})

test('of several sites, only those of this run stay, and a later run of one site leaves none', async ({}, info) => {
  const folder = info.outputPath('out')
  const files = {
    'sites.json': () => '{"schemaVersion":1,"sites":[]}',
    'index.html': () => renderers['index.html']!(results.conforming),
  }
  for (const name of ['de', 'fr']) await writeReports(results.conforming, recordings, join(folder, siteFolder(name)))
  writeFileSync(join(folder, 'sites/fr/notes.txt'), 'mine')
  await writeSites(folder, files, [siteFolder('de')])
  expect(listing(folder)).toEqual(
    [...all.map(file => `sites/de/${file}`), 'index.html', 'sites.json', 'sites/fr/notes.txt'].sort(),
  )
  await writeReports(results.conforming, recordings, folder)
  expect(listing(folder)).toEqual([...all, 'sites/fr/notes.txt'].sort())
})

test('only some of the reports: none of the others is left from the run before', async ({}, info) => {
  const folder = info.outputPath('out')
  await writeReports(results.conforming, recordings, folder)
  expect(await writeReports(results.oneCause, [], folder, { 'junit.xml': renderers['junit.xml']! })).toEqual([])
  expect(listing(folder)).toEqual(['junit.xml'])
})

test('a file that Padlock did not write is not overwritten', async ({}, info) => {
  const folder = info.outputPath('site')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<h1>My shop</h1>')
  const problems = await writeReports(results.conforming, [], folder)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain('--report-dir')
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('<h1>My shop</h1>')
  expect(listing(folder)).toEqual(reports)
})

test('a recording stays in its folder, whatever its name', async ({}, info) => {
  const folder = info.outputPath('out')
  expect(await writeReports(results.conforming, [{ name: '../../away', json: '{}' }], folder)).toEqual([])
  expect(listing(folder)).toEqual([...reports, 'recordings/-..-away.json'].sort())
})

test('a folder that cannot be made is told once, for all files', async ({}, info) => {
  const file = info.outputPath('file')
  mkdirSync(info.outputPath(), { recursive: true })
  writeFileSync(file, '')
  expect(await writeReports(results.conforming, recordings, join(file, 'below'))).toEqual([
    expect.stringMatching(
      new RegExp(`^${all.length} files were not written to .*below: there is a file where a folder belongs`),
    ),
  ])
})
