import { createHash } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { faultCatalogue } from '../../harness/recording/faults.ts'
import { plantedExtId, scriptsHeld } from '../../harness/recording/observed.ts'
import { hostile, hostileText } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { html } from './html.ts'
import { pageScript, pageScriptHash } from './page-filter.ts'
import { faultWords, isSentence, verdictWords } from '../wording/words.ts'

const unescaped = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  )
const values = (page: string, attribute: string): string[] =>
  [...page.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value]) => unescaped(value ?? ''))
/** Elements and their attributes, as a parser would see them. */
const elements = (page: string): { name: string; attributes: string[] }[] =>
  [
    ...page
      .replace(/<style>[^]*<\/style>/, '')
      .replace(pageScript, '')
      .matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)/gi),
  ].map(([, name = '', attributes = '']) => ({
    name,
    attributes: [...attributes.matchAll(/([\w:-]+)(?:="[^"]*")?/g)].map(([, attribute = '']) => attribute),
  }))

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

    test(`nothing is loaded, and nothing runs but the one script that the policy names: ${name}, ${kind}`, () => {
      const found = elements(page)
      const names = new Set(found.map(each => each.name))
      expect([...page.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)).toEqual(['<script>'])
      expect(page).toContain(`<script>${pageScript}</script>`)
      expect(page).toContain(`script-src '${pageScriptHash}';`)
      const forbidden = ['iframe', 'object', 'embed', 'form', 'base'].filter(each => names.has(each))
      expect(forbidden).toEqual([])
      const attributes = new Set(found.flatMap(each => each.attributes))
      expect([...attributes].filter(each => /^(srcset|on.*|xlink:.*)$/i.test(each))).toEqual([])
      expect(page.match(/ src="(?!data:image\/jpeg;base64,[\w+/=]*")/g)).toBeNull()
      expect(found.filter(({ attributes }) => attributes.includes('src')).every(each => each.name === 'img')).toBe(true)
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

test('the policy names the script of the page', () => {
  const hash = createHash('sha256').update(pageScript).digest('base64')
  expect(pageScriptHash, 'the script has changed: put this hash beside it').toBe(`sha256-${hash}`)
})

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
  const open = [...page.matchAll(/<details class="fold requirement[^>]* id="([^"]*)"[^>]* open>/g)].map(([, id]) => id)
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
  expect(page).toContain(
    '<h1 class="warning" id="verdict-title">Conforms, but for 2 known findings, and the baseline is out of date</h1>',
  )
  expect(page).toContain('This run has a baseline.')
  const section = page.slice(page.indexOf('id="baseline"'), page.indexOf('id="glance"'))
  expect(section.indexOf('happens no longer')).toBeLessThan(section.indexOf('ext-id/absent'))
  expect(section).toContain('web team, until 2026-03-31')
  expect(section).toContain('Accepted as not judged: padlock/after-sign-in')
  expect(html(results.conforming)).not.toContain('id="baseline"')
})

test('a difference that Padlock provoked is reported as such, and not as a finding', () => {
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
  expect(html(results.missing)).toContain('<span>sign-out</span> <span>not played, or not brought</span>')
})

test('links lead from a requirement to the moment, and back; to the overview, and back', () => {
  const page = html(results.silentFailure)
  const of = (id: string): string => {
    const from = page.indexOf(` id="${id}"`)
    return page.slice(from, page.indexOf('<details class="fold', from))
  }
  expect(of('ext-id/absent')).toContain('href="#moment:ext-id-removal:2"')
  expect(of('journey:ext-id-removal')).toContain('href="#ext-id/absent"')
  expect(of('ext-id/absent')).toContain('href="#glance:ext-id/absent"')
  expect(of('padlock/after-sign-in')).toContain('href="#untested:padlock/after-sign-in"')
  // What was seen and met leads to its moment as well.
  expect(of('token/compact')).toContain('href="#moment:sign-in:2"')
})

test('each requirement names the defects that it has been shown to catch', () => {
  const page = html(results.conforming)
  expect(page).toContain('It has been shown to turn red for 2 planted defects')
  expect(page).toContain('the account pages still set extID <code>left-on</code>')
  expect(page).toContain('Its unit tests alone: the sample shop has no other form of token.')
  expect(page).toContain('It is newer than the last proof')
  const proof = page.slice(page.indexOf('id="proof"'))
  expect(proof).toContain('<strong>22 of 24</strong>')
  expect(proof).toContain('20 November 2025')
  expect(proof).not.toContain('another one since')
  expect(html({ ...results.conforming, versions: { ...results.conforming.versions, catalogue: 'newer' } })).toContain(
    'The catalogue is another one since: newer.',
  )
})

test('what is only declared is never told as shown', () => {
  const page = html(results.silentFailure)
  expect(page).toContain('Not shown yet.')
  expect(page).toContain('no whole run has shown it yet')
  expect(page).not.toMatch(/It has been shown|have been shown/)
  expect(html(results.manyFindings)).not.toContain('id="proof"')
})

test('journeys are open that stopped or show what none before shows; else the first', () => {
  const open = (page: string): (string | undefined)[] =>
    [...page.matchAll(/<details class="fold journey[^>]* id="journey:([^"]*)" open>/g)].map(([, id]) => id)
  expect(open(html(results.silentFailure))).toEqual(['ext-id-removal'])
  expect(open(html(results.conforming))).toEqual(['sign-in'])
  expect(open(html(results.incomplete))).toEqual(['sign-out', 'session-expiry'])
  const { silentFailure } = results
  const again = { ...silentFailure.journeys[0]!, id: 'again' }
  expect(open(html({ ...silentFailure, journeys: [...silentFailure.journeys, again] }))).toEqual(['ext-id-removal'])
})

test('where nothing is violated it begins with the journey that stopped', () => {
  const page = html(results.incomplete)
  const start = page.slice(page.indexOf('id="start-here"'), page.indexOf('id="glance"'))
  expect(start).toContain('The journey «a visitor signs out» stopped')
  expect(start).toContain('No element matches the selector «#sign-out» on /account.')
  expect(start).toContain('1 more journey stopped as well.')
  expect(start).toContain('href="#journey:sign-out"')
  expect(html(results.partial)).not.toContain('id="start-here"')
})

test('what was not tested is said in the first screen', () => {
  const first = (page: string): string => page.slice(0, page.indexOf('id="glance"'))
  expect(first(html(results.silentFailure))).toContain('2 of 24 were not tested: 2 blocked by what is violated.')
  expect(first(html(results.incomplete))).toContain('2 journeys stopped on the way.')
  expect(first(html(results.conforming))).toContain('Every requirement of the catalogue was tested.')
})

test('a capital is for sentences, and not for names of code', () => {
  const sentences = ['the token is signed', 'remove extID', "the page's own policy"]
  const names = [
    'exp is a number',
    'iss is a string',
    'config.sid is set',
    'visitorData is',
    'iAdvize says',
    'activate is',
  ]
  expect([...sentences, ...names].filter(isSentence)).toEqual(sentences)
})

test('every fault has words that fit into a column', () => {
  const names = Object.keys(faultCatalogue)
  expect(names).toEqual(expect.arrayContaining([plantedExtId, scriptsHeld]))
  expect(names.filter(name => faultWords(name) === name || faultWords(name).length > 16)).toEqual([])
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
    'Perl',
    'Elixir',
    'C',
    'Rust',
  ])
  expect(code).toContain('Our tests execute this code (phpseclib')
  expect(code).toContain('This code was only read, not executed by our tests.')
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

test('what the page looked like is shown once, where it was violated, and linked from elsewhere', () => {
  const page = html(results.silentFailure)
  const requirement = page.slice(page.indexOf('id="ext-id/absent"'), page.indexOf('id="tokens"'))
  expect(requirement).toContain('<img src="data:image/jpeg;base64,')
  expect(page.match(/<img /g)).toHaveLength(1)
  expect(html(results.conforming)).not.toContain('<img ')
  const [picture] = results.silentFailure.pictures ?? []
  const harmful = { ...results.silentFailure, pictures: [{ ...picture!, jpeg: '" onerror="alert(1)' }] }
  expect(html(harmful)).not.toContain('<img ')
})
