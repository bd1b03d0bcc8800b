import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { parse } from 'test-results-parser'
import { validateXML } from 'xmllint-wasm'
import { entryName } from '../../harness/verdict/baseline-file.ts'
import type { Result } from '../../harness/verdict/result.ts'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { areas } from '../wording/problems.ts'
import { junit } from './junit.ts'

type Element = { name: string; attributes: Record<string, string>; text: string; children: Element[] }

/** A strict reader of the little XML that we write: it throws where a parser would. */
const parsed = (xml: string): Element => {
  const root: Element = { name: '', attributes: {}, text: '', children: [] }
  const open = [root]
  const pieces = /<\?xml [^?]*\?>|<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>|([^<>]+)/y
  while (pieces.lastIndex < xml.length) {
    const at = pieces.lastIndex
    const piece = pieces.exec(xml)
    if (!piece) throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 60)}`)
    const [, closing, name, attributes = '', empty, text] = piece
    const here = open.at(-1)!
    if (text !== undefined) here.text += unescaped(text)
    else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`)
    } else if (name) {
      const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        unescaped(value ?? ''),
      ])
      const element: Element = { name, attributes: Object.fromEntries(pairs), text: '', children: [] }
      here.children.push(element)
      if (!empty) open.push(element)
    }
  }
  if (open.length !== 1) throw new Error('an element is not closed')
  return root.children[0]!
}
const unescaped = (text: string): string =>
  text.replace(/&(\w+|#\d+)?(;?)/g, (entity, name: string | undefined, end: string) => {
    const character = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }[name ?? '']
    if (!character || !end) throw new Error(`unknown entity ${entity}`)
    return character
  })

const suites = (result: Result): Element[] => parsed(junit(result)).children
const cases = (result: Result): Element[] => suites(result).flatMap(({ children }) => children)
const caseOf = (result: Result, id: string): Element | undefined =>
  cases(result).find(({ attributes }) => attributes.name?.startsWith(`${id}: `))
const size = ({ requirements, journeys, baseline }: Result): number =>
  1 + requirements.length + journeys.length + (baseline?.entries.length ?? 0)
const outcome = (element: Element | undefined): string | undefined => element?.children[0]?.name

for (const [name, result] of Object.entries(results)) {
  test(`a suite an area, a case a requirement and a journey, and counts that are true: ${name}`, () => {
    const root = parsed(junit(result))
    expect(root.children.flatMap(({ children }) => children)).toHaveLength(size(result))
    for (const element of [root, ...root.children]) {
      const below = element === root ? root.children.flatMap(({ children }) => children) : element.children
      const number = (kind: string): string => String(below.filter(each => outcome(each) === kind).length)
      expect(element.attributes).toMatchObject({
        tests: String(below.length),
        failures: number('failure'),
        errors: number('error'),
        skipped: number('skipped'),
      })
    }
    expect(cases(result).map(({ attributes }) => [attributes.classname, attributes.name])).toEqual([
      ['padlock.verdict', 'verdict: the whole site was judged'],
      // The catalogue comes back to an area where a requirement needs one of a later area.
      ...areas(result).flatMap(([area, of]) => of.map(({ id, title }) => [`padlock.${area}`, `${id}: ${title}`])),
      ...(result.baseline?.entries ?? []).map(entry => ['padlock.baseline', `baseline: ${entryName(entry)}`]),
      ...result.journeys.map(({ id, title }) => ['padlock.journeys', `${id}: ${title}`]),
    ])
  })
}

/**
 * Jenkins' schema (reports/standards). Since then its xunit plugin (junit-10.xsd) lets `skipped` have type and message, as
 * `failure` has, and its view shows the message; and readers that count by the whole want `skipped` there, or they take what was
 * skipped for passed. These two declarations are brought up to date here.
 */
const xsd = readFileSync(new URL('./standards/junit-4.xsd', import.meta.url), 'utf8')
const oldSkipped = '<xs:element name="skipped" type="xs:string"/>'
const today = xsd
  .replace(
    oldSkipped,
    `<xs:element name="skipped"><xs:complexType mixed="true"><xs:attribute name="type" type="xs:string"/><xs:attribute name="message" type="xs:string"/></xs:complexType></xs:element>`,
  )
  .replace(
    /(<xs:element name="testsuites">[^]*?)(<\/xs:complexType>)/,
    '$1<xs:attribute name="skipped" type="xs:string" use="optional"/>$2',
  )

test('junit.xml validates against the published schema, whatever the site says, and what is no JUnit does not', async () => {
  expect(today).not.toBe(xsd)
  const documents = Object.entries(results).flatMap(([name, result]) => [
    { fileName: `${name}.xml`, contents: junit(result) },
    { fileName: `${name}-hostile.xml`, contents: junit(hostile(result)) },
  ])
  expect((await validateXML({ xml: documents, schema: today })).errors).toEqual([])
  const wrong = junit(results.conforming).replace('<testcase ', '<case ').replace('</testcase>', '</case>')
  expect((await validateXML({ xml: [{ fileName: 'wrong.xml', contents: wrong }], schema: today })).valid).toBe(false)
})

test('a reader from npm shows the same: counts, failures, skips, and texts as they are', ({}, info) => {
  for (const [name, result] of Object.entries(results)) {
    const file = info.outputPath(`${name}.xml`)
    writeFileSync(file, junit(result))
    const shown = parse({ type: 'junit', files: [file] })
    const cases_ = cases(result)
    const number = (kind: string | undefined): number => cases_.filter(each => outcome(each) === kind).length
    expect(shown, name).toMatchObject({
      // This reader counts what ran.
      total: cases_.length - number('skipped'),
      failed: number('failure'),
      errors: number('error'),
      skipped: number('skipped'),
    })
    expect(shown.suites.flatMap(suite => suite.cases.map(each => each.name))).toEqual(
      cases_.map(({ attributes }) => attributes.name),
    )
    const status = { failure: 'FAIL', error: 'FAIL', skipped: 'SKIP' } as Record<string, string>
    expect(shown.suites.flatMap(suite => suite.cases.map(each => each.status))).toEqual(
      cases_.map(each => status[outcome(each) ?? ''] ?? 'PASS'),
    )
  }
})

test('a violated MUST fails, and says all that is needed', () => {
  const failure = caseOf(results.silentFailure, 'ext-id/absent')?.children[0]
  expect(failure?.name).toBe('failure')
  expect(failure?.attributes.type).toBe('ext-id-set')
  for (const part of ['expected: ', 'received: ', 'where: ', 'why: ', 'cure: ']) expect(failure?.text).toContain(part)
  expect(failure?.text).toContain('Remove window.idzCustomData.extID')
})

test('a violated SHOULD passes with a note, and fails when strict', () => {
  const lax = caseOf(results.oneCause, 'token/lifetime')
  expect(outcome(lax)).toBe('system-out')
  expect(lax?.children[0]?.text).toContain('86400 s')
  expect(outcome(caseOf({ ...results.oneCause, strict: true }, 'token/lifetime'))).toBe('failure')
})

test('what the baseline knows is skipped with its reason, and an entry that is out of date fails', () => {
  const known = caseOf(results.baselined, 'ext-id/absent')
  expect(outcome(known)).toBe('skipped')
  expect(known?.children[0]?.attributes.message).toMatch(/known until 2026-03-31: The shop of 2026 .*\(web team\)/)
  const entries = suites(results.baselined).find(({ attributes }) => attributes.name === 'baseline')
  expect(entries?.children.map(outcome)).toEqual([undefined, undefined, 'failure'])
  expect(entries?.children[2]?.children[0]?.attributes.message).toBe('happens no longer: remove the entry')
})

test('what was not observed is never a pass', () => {
  const skipped = caseOf(results.incomplete, 'logout/called')
  expect(outcome(skipped)).toBe('skipped')
  expect(skipped?.children[0]?.attributes.message).toContain('never a pass')
  for (const name of ['incomplete', 'partial', 'missing'] as const) {
    const verdict = caseOf(results[name], 'verdict')?.children[0]
    expect([verdict?.name, verdict?.attributes.message]).toEqual(['error', results[name].summary])
  }
  expect(outcome(caseOf(results.conforming, 'verdict'))).toBe('system-out')
  expect(outcome(caseOf(results.incomplete, "activation/identity-is-the-session's"))).toBe('skipped')
  expect(outcome(caseOf(results.oneCause, 'token/expiry'))).toBe('skipped')
  expect(caseOf(results.oneCause, 'token/expiry')?.children[0]?.attributes.message).toContain('token/signature')
  const [requirement] = results.conforming.requirements
  const should: Result = {
    ...results.conforming,
    requirements: [{ ...requirement!, level: 'SHOULD', status: 'not-observed', findings: [], because: 'no stimulus' }],
  }
  expect(outcome(caseOf(should, requirement!.id))).toBe('skipped')
})

test('a stopped journey is an error in the suite of the journeys', () => {
  const journeys = suites(results.incomplete).find(({ attributes }) => attributes.name === 'journeys')
  expect(journeys?.children.map(outcome)).toEqual([undefined, 'error', 'error'])
  expect(journeys?.children[1]?.children[0]?.attributes.message).toContain('#sign-out')
})

for (const [name, result] of Object.entries(results)) {
  test(`hostile text stays text, and control characters are dropped: ${name}`, () => {
    const xml = junit(hostile(result))
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
    expect(xml).not.toContain(']]>')
    const root = parsed(xml)
    expect(root.attributes.name).toContain(`<script>alert(1)</script>]]>--><img src=x onerror=alert(1)>&"'[31m`)
    expect(root.children.flatMap(({ children }) => children)).toHaveLength(size(result))
  })
}
