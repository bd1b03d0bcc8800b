import { expect, test } from '@playwright/test'
import {
  about,
  fault,
  load,
  recording,
  sample,
  signIn,
  tagElement,
  tagInFrame,
  tagRequestFailed,
  tagRun,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import present from './present.ts'

const look = sample({ user: 'first' })

test('met on each page where the tag runs, also in a frame', () => {
  expect(outcomes(present, signIn(), load('/account'), look, load('/orders'), look)).toEqual(['met', 'met'])
  expect(outcomes(present, signIn(), load('/account', { tag: false }), tagInFrame(), look)).toEqual(['met'])
})

test('violated on a page without it; a frame of the next page does not count', () => {
  expect(outcomes(present, signIn(), load('/account'), look, load('/orders', { tag: false }), look)).toEqual([
    'met',
    'tag-missing',
  ])
  const framed = [load('/orders', { tag: false }), tagInFrame(), look]
  expect(outcomes(present, signIn(), load('/account', { tag: false }), look, ...framed)).toEqual(['tag-missing', 'met'])
})

test('a tag that comes late counts', () => {
  expect(outcomes(present, signIn(), load('/account', { tag: false }), look, tagElement(), tagRun(), look)).toEqual([
    'met',
  ])
})

test('how near the page came to having it', () => {
  const page = [signIn(), load('/account', { tag: false })]
  expect(outcomes(present, ...page, tagElement({ outcome: 'failed' }), look)).toEqual(['tag-not-loaded'])
  expect(outcomes(present, ...page, tagElement({ outcome: 'inert' }), look)).toEqual(['tag-waits-for-consent'])
  expect(outcomes(present, ...page, tagElement({ host: 'chat.shop.test' }), look)).toEqual(['tag-of-unknown-host'])
  expect(present.judge(recording(...page, look))).toMatchObject([
    { received: 'no request for the iAdvize tag was seen' },
  ])
})

test('why the script did not come, by the browser’s own words, and what to do', () => {
  const told = (element: Parameters<typeof tagElement>[0], ...failed: [string] | [string, string] | []) => {
    const failures = failed[0] === undefined ? [] : [tagRequestFailed(failed[0], failed[1])]
    const page = [signIn(), load('/account', { tag: false }), ...failures]
    const [finding] = present.judge(recording(...page, tagElement({ outcome: 'failed', ...element }), look))
    return finding?.outcome === 'violated' ? `${finding.received}; ${finding.cure ?? ''}` : ''
  }
  const typo = { host: 'halc.iadvise.com' }
  expect(told(typo, 'net::ERR_NAME_NOT_RESOLVED', typo.host)).toMatch(
    /no such host is known.*on \/account, correct the host of the script, halc\.iadvise\.com/,
  )
  expect(told({}, 'net::ERR_BLOCKED_BY_CLIENT')).toMatch(/stopped it.*take away the content blocker/)
  expect(told({}, 'net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep')).toContain(
    'credentialless',
  )
  expect(told({}, 'net::ERR_BLOCKED_BY_ORB')).toContain('what came is no script')
  expect(told({}, 'HTTP 404')).toContain('it is not there')
  expect(told({}, 'mixed-content')).toContain('begin its address with https://')
  expect(told({}, 'net::ERR_CERT_AUTHORITY_INVALID')).toContain('a certificate that browsers trust')
  expect(told({}, 'net::ERR_CONNECTION_REFUSED')).toContain('nobody answers there')
  expect(told({ crossOrigin: true }, 'net::ERR_FAILED')).toContain('remove the crossorigin attribute')
  expect(told({ integrity: true })).toContain('no crossorigin attribute, so the browser can’t check it')
  expect(told({ integrity: true, crossOrigin: true })).toContain('another than its integrity attribute says')
  expect(told({})).toContain('the browser does not say why')
})

test('no finding on public pages, error pages and pages of another site', () => {
  const pages = about({
    target: {
      name: 'literal',
      origin: 'https://shop.test',
      sid: '1',
      guests: 'anonymous',
      defects: [],
      pages: { guest: ['/'], signedIn: ['/account'] },
    },
  })
  for (const document of [
    load('/', { tag: false }),
    load('/gone', { tag: false, status: 404 }),
    load('/welcome', { tag: false, origin: 'https://login.test' }),
  ])
    expect(outcomes(present, pages, signIn(), document, look)).toEqual([])
  const own = load('/welcome', { tag: false, origin: 'https://shop.test', status: 200 })
  expect(outcomes(present, pages, signIn(), own, look)).toEqual(['tag-missing'])
})

test('no finding for guests, for pages that nobody looked at, and under a fault of ours', () => {
  expect(outcomes(present, load('/', { tag: false }), sample({ user: null }))).toEqual([])
  expect(outcomes(present, signIn(), load('/account', { tag: false }))).toEqual([])
  expect(outcomes(present, signIn(), fault('tag-unreachable'), load('/account', { tag: false }), look)).toEqual([])
})
