import { expect, test } from '@playwright/test'
import type { Observation } from '../recording.ts'
import { token } from '../literal.ts'
import { coveredAddress, coveredHost, coveredPath } from './addresses.ts'
import { coveredWords } from './cover.ts'
import { createPrivacy } from './privacy.ts'

const origin = 'https://ada.shop.example'
const inPrivate = (...personal: string[]) => {
  const privacy = createPrivacy({ salt: 'salt', origin, sid: '4242' })
  privacy.keepPersonal(...personal)
  return privacy
}
const place = { at: 1, browser: 'first', tab: 'tab 1', load: 'load 1', path: '/account' }

const base64 = (text: string, before = '') => Buffer.from(before + text).toString('base64')
const encodings = (secret: string): string[] => [
  secret,
  secret.toUpperCase(),
  secret.toLowerCase(),
  [...secret].toReversed().join(''),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('hex').toUpperCase(),
  ...['', 'x', 'xy'].flatMap(before => [
    base64(`${secret} and more`, before),
    Buffer.from(`${before}${secret}`).toString('base64url'),
    base64(secret.toUpperCase(), before),
  ]),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('hex').replaceAll(/../g, '%$&'),
  encodeURIComponent(encodeURIComponent(secret)),
  [...secret].map(char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  [...secret].map(char => `&#${char.charCodeAt(0)};`).join(''),
  [...secret].map(char => `&#x${char.charCodeAt(0).toString(16)};`).join(''),
  JSON.stringify(secret).slice(1, -1),
  secret.normalize('NFD'),
]
/** What could still be read of it: a word of four letters in any of its forms. */
const isReadable = (text: string, secret: string): boolean =>
  encodings(secret).some(form => text.toLowerCase().includes(form.toLowerCase()))

for (const secret of ['Wrenna Zoë O’Quillan', 'wren.quillan@mail.example', 'customer "7f&3a"', '+33 6 12 34 56 78'])
  test(`a sentence holds ${secret.slice(0, 6)}… in no form`, () => {
    const { sentence } = inPrivate(secret)
    for (const form of encodings(secret)) {
      const said = sentence(`the site said <${form}> to the first user`)
      expect(said).toContain('to the first user')
      expect(isReadable(said, secret), said).toBe(false)
      expect(said).toContain('[')
    }
  })

test('secrets that overlap are covered together, the longest first', () => {
  const { sentence } = inPrivate('canary-secret-1', 'cana', 'secret-1-quill')
  expect(sentence('x canary-secret-1-quill y canary-secret-1 z')).toBe('x [secret] y [secret] z')
})

test('a short name is covered as a word, and no part of another', () => {
  const { sentence } = inPrivate('Ada')
  expect(sentence('Ada, ada and /canada adapt')).toMatch(/^\[secret\], \[secret\] and \/:segment-\d+ adapt$/)
})

test('the words of our own sentences stay, also where somebody is called so', () => {
  const { sentence } = inPrivate('Test User')
  expect(sentence('the first user could not sign in with the test key')).toBe(
    'the first user could not sign in with the test key',
  )
})

test('of what a page says only words of code stay', () => {
  const covered: Record<string, string> = {
    "Cannot read properties of undefined (reading 'activate')":
      "Cannot read properties of undefined (reading 'activate')",
    'Uncaught TypeError: t.iAdvizeInterface.push is not a function':
      'Uncaught TypeError: t.iAdvizeInterface.push is not a function',
    'Request failed with status code 401': 'Request failed with status code 401',
    'unhandled rejection: Failed to fetch': 'unhandled rejection: Failed to fetch',
    'Hello Wrenna Quillan, your order 12345 is late': '… your order … is late',
    'no chat for Wrenna': 'no chat for …',
    'call 06 12 34 56 78 or +33 6 1 2 3': 'call … or +…',
    'W-r-e-n-n-a and W r e n': '… and …',
    'user_id=7f3a&token=eyJhbGciOi.abc.def': 'user_id=…&token=…',
    "{ type: 'SECURED', token: string(712) }": "{ type: 'SECURED', token: string(712) }",
  }
  for (const [said, left] of Object.entries(covered))
    expect.soft(coveredWords(said).replaceAll(/…(?: …)+,?/g, '…')).toBe(left)
})

test('paths: code words stay, other segments have a number that is the same all through a run', () => {
  const { path, knowPath } = inPrivate('wrenna')
  expect(coveredPath('/api/v2/iadvize/access_token?user=wrenna#x')).toBe('/api/v2/iadvize/access_token')
  expect(coveredPath('/users/wrenna;jsessionid=1/orders/4711/main.3f2a.js')).toBe('/users/:segment')
  expect(coveredPath('/assets/chunk.3f2a91.js')).toBe('/assets/:segment.js')
  const [one, other] = [path('/users/wrenna/orders'), path('/users/quill/orders')]
  expect(one).toMatch(/^\/users\/:segment-\d{4}\/orders$/)
  expect(other).not.toBe(one)
  expect(createPrivacy({ salt: 'salt', origin, sid: '1' }).path('/users/wrenna/orders')).toBe(one)
  expect(path(one)).toBe(one)
  expect(path('/mein-bereich/bestellbär')).toContain(':segment')
  knowPath('/mein-bereich/bestellbär', '/of/wrenna')
  expect(path('/mein-bereich/bestellbär')).toBe('/mein-bereich/bestellbär')
  expect(path('/of/wrenna')).toMatch(/^\/of\/:segment-\d+$/)
})

test('hosts: below iAdvize’s domain known labels alone, elsewhere the domain and words of code', () => {
  expect(coveredHost('halc.iadvize.com')).toBe('halc.iadvize.com')
  expect(coveredHost('wrenna.iadvize.com')).toBe('_label.iadvize.com')
  expect(coveredHost('wrenna.api.tracker.co.uk:8443')).toBe('_label.api.tracker.co.uk:8443')
  // Whoever reads a recording takes it for an address.
  expect(new URL(coveredAddress('https://wrenna.iadvize.com/wrenna?wrenna')).host).toBe('_label.iadvize.com')
  expect(coveredHost('127.0.0.1:80')).toBe('127.0.0.1:80')
  expect(coveredAddress('https://wrenna:pw@cdn.example.com/u/wrenna/tag.js?x=wrenna')).toBe(
    'https://cdn.example.com/u/:segment/tag.js',
  )
  expect(coveredAddress('data:text/html,wrenna')).toBe('data:')
})

test('every text of an observation is covered; what was chosen from a list stays', () => {
  const { observation } = inPrivate('wrenna')
  const seen: Observation[] = [
    { kind: 'page-error', ...place, message: 'wrenna is not defined' },
    {
      kind: 'policy-violation',
      ...place,
      directive: 'script-src-elem',
      blocked: 'https://wrenna.cdn.example.com/wrenna.js',
    },
    { kind: 'navigate', ...place, screen: 'Orders of Wrenna' },
    { kind: 'tag-run', ...place, sid: 'wrenna', again: false, frame: false },
    { kind: 'page-load', ...place, path: '/users/wrenna', origin: 'https://wrenna.example.com' },
    {
      kind: 'iadvize-request',
      at: 1,
      host: 'wrenna.iadvize.com',
      method: 'WRENNA',
      path: '/graphql/wrenna',
      via: 'http',
      answer: 'mock',
    },
    { kind: 'token-leak', ...place, token: 't1', where: 'third-party', to: 'https://collect.example.com/wrenna' },
    { kind: 'token-leak', ...place, token: 't1', where: 'console', to: 'console.log' },
    { kind: 'skipped', at: 1, what: 'x', because: 'the page /users/wrenna of wrenna is gone' },
  ]
  const written = seen.map(observation)
  expect(JSON.stringify(written)).not.toMatch(/wrenna/i)
  expect(written[1]).toMatchObject({
    directive: 'script-src-elem',
    blocked: expect.stringContaining('.cdn.example.com/:segment'),
  })
  expect(written[7]).toMatchObject({ where: 'console', to: 'console.log' })
  expect(written[0]).toMatchObject({ message: '[secret] is not defined', path: '/account' })
})

test('what a token says beside the contract is covered', () => {
  const { facts, ...more } = token('first')
  const written = inPrivate('wrenna').token({
    ...more,
    ref: 't1',
    digest: '0'.repeat(16),
    facts: {
      ...facts,
      outerHeader: { alg: 'RSA-OAEP-256', kid: 'key of Quill', quill: 'Quill' },
      claimNames: ['iss', 'https://iadvize.com/userId', 'https://iadvize.com/quill'],
      issuer: 'https://livechat.iadvize.com',
      visitorData: { firstName: 6, quill: 3 },
    },
  })
  expect(JSON.stringify(written)).not.toMatch(/quill/i)
  expect(written.facts).toMatchObject({
    outerHeader: { alg: 'RSA-OAEP-256' },
    issuer: 'https://livechat.iadvize.com',
    visitorData: { firstName: 6 },
  })
  expect(written.facts.claimNames?.slice(0, 2)).toEqual(['iss', 'https://iadvize.com/userId'])
})

/** Milliseconds, each the shortest of many in turn: others work on this machine, too. */
const shortest = (...all: (() => void)[]): number[] => {
  const times = all.map(() => Infinity)
  for (let round = 0; round < 12; round++)
    all.forEach((does, index) => {
      const began = performance.now()
      does()
      times[index] = Math.min(times[index]!, performance.now() - began)
    })
  return times
}

for (const [what, make] of Object.entries({
  'token-like': (size: number) => 'eyJ'.repeat(size / 3),
  'e-mail-like': (size: number) => 'a@'.repeat(size / 2),
  'one long word': (size: number) => 'a'.repeat(size),
  escapes: (size: number) => '%25'.repeat(size / 3),
  dots: (size: number) => `eyJ${'.'.repeat(size)}`,
  slashes: (size: number) => '/a'.repeat(size / 2),
}))
  test(`covering grows no faster than the text: ${what}`, () => {
    const { sentence, observation } = inPrivate('wrenna quillan', `eyJ${'a'.repeat(900)}`)
    const cover = (text: string): void => {
      sentence(text)
      observation({ kind: 'page-error', ...place, message: text })
      observation({ kind: 'policy-violation', ...place, directive: 'x', blocked: text })
    }
    const [text, twice] = [make(80_000), make(160_000)]
    // A busy machine may be slow at the wrong moment, but not each time; what grows with the square is slow each time.
    const ratios = Array.from({ length: 5 }, () => {
      const [one = 0, two = 0] = shortest(
        () => cover(text),
        () => cover(twice),
      )
      return two / one
    })
    expect(Math.min(...ratios)).toBeLessThanOrEqual(2.5)
  })
