import { expect, test } from '@playwright/test'
import { hostile, hostileText, results } from './fixtures.ts'
import { html } from './html.ts'
import { verdictWords } from './words.ts'

const unescaped = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  )
const values = (page: string, attribute: string): string[] =>
  [...page.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value]) => unescaped(value ?? ''))
/** Elements and their attributes, as a parser would see them. */
const elements = (page: string): { name: string; attributes: string[] }[] =>
  [...page.replace(/<style>[^]*<\/style>/, '').matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)/gi)].map(
    ([, name = '', attributes = '']) => ({
      name,
      attributes: [...attributes.matchAll(/([\w:-]+)(?:="[^"]*")?/g)].map(([, attribute = '']) => attribute),
    }),
  )

for (const [name, plain] of Object.entries(results)) {
  for (const [kind, result] of [
    ['plain', plain],
    ['hostile', hostile(plain)],
  ] as const) {
    const page = html(result)

    test(`every link inside the page leads somewhere, and every id is there once: ${name}, ${kind}`, () => {
      const ids = values(page, 'id')
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
      expect(ids.filter(id => /\s/.test(id))).toEqual([])
      const inside = values(page, 'href').filter(href => href.startsWith('#'))
      expect(inside.length).toBeGreaterThan(result.requirements.length)
      expect(inside.map(href => decodeURIComponent(href.slice(1))).filter(id => !ids.includes(id))).toEqual([])
      const named = [...page.matchAll(/aria-labelledby="([^"]*)"/g)].flatMap(([, list]) =>
        unescaped(list ?? '').split(' '),
      )
      expect(named.filter(id => !ids.includes(id))).toEqual([])
    })

    test(`every requirement, journey and finding is there: ${name}, ${kind}`, () => {
      const text = unescaped(page.replace(/<[^>]*>/g, ''))
      const clean = (expected: string): string => expected.replaceAll(hostileText, unescaped(hostileShown))
      const expected = [
        ...result.requirements.flatMap(({ id, title, findings }) => [
          id,
          title,
          ...findings.map(finding => (finding.outcome === 'met' ? finding.seen : finding.received)),
        ]),
        ...result.journeys.map(({ title }) => title),
        result.summary,
        verdictWords[result.verdict],
      ]
      expect(expected.map(clean).filter(each => !text.includes(each))).toEqual([])
    })

    test(`nothing is loaded, and nothing runs: ${name}, ${kind}`, () => {
      const found = elements(page)
      const names = new Set(found.map(each => each.name))
      const forbidden = ['script', 'img', 'iframe', 'object', 'embed', 'form', 'base'].filter(each => names.has(each))
      expect(forbidden).toEqual([])
      const attributes = new Set(found.flatMap(each => each.attributes))
      expect([...attributes].filter(each => /^(src|srcset|on.*|xlink:.*)$/i.test(each))).toEqual([])
      expect(attributes.has('href')).toBe(true)
      expect(page.replaceAll(/<pre[^]*?<\/pre>/g, '').match(/@import|url\((?!#)/g)).toBeNull()
      expect(page.match(/<link [^>]*>/g)).toEqual(['<link rel="icon" href="data:,">'])
      const outside = [...page.matchAll(/<(\w+)[^>]* href="([a-z]+:[^"]*)"/gi)].filter(
        ([, element]) => element !== 'link',
      )
      for (const [, element, href] of outside) {
        expect(element).toBe('a')
        expect(href).toMatch(/^https?:\/\//)
      }
      expect(page.match(/[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)).toBeNull()
    })
  }
}
const hostileShown = `<script>alert(1)</script>]]>--><img src=x onerror=alert(1)>&"'[31m31m`

test('a source that is no web address, and a recording elsewhere, are not links', () => {
  const [requirement] = results.conforming.requirements
  const [journey] = results.conforming.journeys
  const page = html({
    ...results.conforming,
    requirements: [{ ...requirement!, source: { page: 'BE-FAQ', url: 'javascript:alert(1)' } }],
    journeys: [
      { ...journey!, recording: '../../etc/passwd' },
      { ...journey!, id: 'other', recording: 'javascript:alert(1)' },
    ],
  })
  expect(values(page, 'href').filter(href => /javascript|\.\./.test(href))).toEqual([])
})

test('violated requirements are open, all others are closed', () => {
  const page = html(results.oneCause)
  const open = [...page.matchAll(/<details class="requirement[^>]* id="([^"]*)" open>/g)].map(([, id]) => id)
  expect(open).toEqual(['token/signature', 'token/lifetime'])
})

test('it begins with the first cause and its cure', () => {
  const page = html(results.silentFailure)
  const start = page.slice(page.indexOf('id="start-here"'), page.indexOf('id="glance"'))
  expect(start).toContain('ext-id/absent')
  expect(start).toContain('Remove window.idzCustomData.extID')
  expect(start).toContain('2 more requirements wait for this one')
  expect(start).toContain('href="#flag:ext-id-removal:ext-id/absent"')
  expect(html(results.conforming)).not.toContain('id="start-here"')
})

test('it says what was not tested, and that a part never conforms', () => {
  const page = html(results.incomplete)
  const part = page.slice(page.indexOf('id="not-tested"'), page.indexOf('id="requirements"'))
  for (const words of ['No second user is configured', 'No session of iAdvize expired', '«#sign-out»'])
    expect(part).toContain(words)
  expect(html(results.partial)).toContain('Only a part was judged')
  expect(html(results.conforming)).not.toContain('Only a part was judged')
})

test('what the browser hid from the run is told before anything is counted', () => {
  const page = html({ ...results.conforming, notes: ['Beacons were not seen.'] })
  expect(page.indexOf('Beacons were not seen.')).toBeGreaterThan(page.indexOf('<h1'))
  expect(page.indexOf('Beacons were not seen.')).toBeLessThan(page.indexOf('<ul class="counts"'))
})

test('places after the third are folded', () => {
  const [requirement, ...others] = results.silentFailure.requirements.filter(({ id }) => id === 'ext-id/absent')
  const [finding] = requirement!.findings
  const findings = Array.from({ length: 9 }, (_, at) => ({ ...finding!, where: { ...finding!.where, at: at * 1000 } }))
  const page = html({ ...results.silentFailure, requirements: [{ ...requirement!, findings }, ...others] })
  expect(page).toContain('and 6 more places')
  expect(page.match(/<div class="problem">/g)).toHaveLength(1)
})

test('a run with a baseline never looks like one that conforms', () => {
  const page = html(results.baselined)
  expect(page).toContain('<h1 class="warning">Conforms, but for 2 known findings, and the baseline is out of date</h1>')
  expect(page).toContain('This run has a baseline.')
  const section = page.slice(page.indexOf('id="baseline"'), page.indexOf('id="glance"'))
  expect(section.indexOf('happens no longer')).toBeLessThan(section.indexOf('ext-id/absent'))
  expect(section).toContain('web team, until 2026-03-31')
  expect(section).toContain('Accepted as not judged: padlock/after-sign-in')
  expect(html(results.conforming)).not.toContain('id="baseline"')
})

test('a difference that Padlock provoked is told as such, and not as a finding', () => {
  const page = html(results.controlled)
  const journey = page.slice(page.indexOf('id="journey:ext-id-removal"'), page.indexOf('id="journey:sign-in"'))
  expect(journey).toContain('>provoked<')
  expect(journey).not.toContain('≠ differ')
  expect(journey).not.toMatch(/class="word bad"/)
  expect(unescaped(journey)).toContain('That says nothing against the site.')
  expect(journey).toContain('Planted fault')
  expect(html(results.silentFailure)).toContain('≠ differ')
})

test('what was not tested is linked, each with what it waits for', () => {
  const page = html(results.oneCause)
  const part = page.slice(page.indexOf('id="not-tested"'), page.indexOf('id="requirements"'))
  expect(part.match(/waits for <a class="id" href="#token\/signature">/g)).toHaveLength(12)
  expect(html(results.missing)).toContain('sign-out has no recording')
})

test('code that cures is told once, in the own language first; wherever else it helps there is a link', () => {
  const page = html(results.oneCause)
  expect(page.match(/ id="code:make-the-token"/g)).toHaveLength(1)
  const code = page.slice(page.indexOf('id="code:make-the-token"'))
  expect([...code.matchAll(/<summary>([^<]*)<\/summary><pre/g)].map(([, name]) => name)).toEqual([
    'PHP',
    'Node',
    'Java',
    'Python',
    '.NET',
    'Ruby',
    'Go',
  ])
  expect(code.match(/<details name="code:make-the-token" open>/g)).toHaveLength(1)
  expect(page.match(/href="#code:make-the-token"/g)).toHaveLength(2)
  expect(html(results.manyFindings)).not.toMatch(/<details name="code:[^"]*" open>/)
  expect(html(results.conforming)).not.toContain('<pre')
})

test('the tokens are under the X-ray, and linked both ways', () => {
  const page = html(results.oneCause)
  const shape = page.slice(page.indexOf('id="token:1"'), page.indexOf('id="journeys"'))
  expect(shape).toContain('Shape 1: 4 tokens')
  expect(shape).toContain('href="#token/signature"')
  const requirement = page.slice(page.indexOf('id="token/signature"'), page.indexOf('id="tokens"'))
  expect(requirement).toContain('href="#token:1"')
  expect(html(results.incomplete)).not.toContain('id="tokens"')
})
