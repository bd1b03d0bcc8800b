import { expect, test } from '@playwright/test'
import {
  about,
  activation,
  load,
  providerFound,
  recording,
  signIn,
  step,
  tagElement,
  token,
} from '../recording/literal.ts'
import type { Part } from '../recording/literal.ts'
import { checks } from './checks.ts'
import type { Examined } from './checks.ts'
import type { Look, PageAnswer } from './look.ts'

const origin = 'https://staging.example.com'
const answer = (path: string, changes: Partial<PageAnswer> = {}): PageAnswer => ({
  asked: path,
  status: 200,
  url: origin + path,
  clockAhead: 120,
  ...changes,
})
const look = (answers: PageAnswer[], ...parts: Part[]): Look => ({
  recording: recording(...parts),
  answers,
  tagRequests: [],
})

const guest = look([answer('/')], step('open'), load('/'), activation('anonymous'))
const account = [answer('/login'), answer('/account')]
const handedOver = [signIn(), load('/account'), activation({ secured: token('first') })]
const signedIn = [...handedOver, providerFound()]
const sound: Examined = {
  target: {
    ...guest.recording.target,
    origin,
    pages: { guest: ['/'], signedIn: ['/account'] },
    signInPage: '/login',
    users: [{ label: 'first', username: 'ada', password: 'secret', userId: 'c-1' }],
  },
  guest,
  users: [{ label: 'first', look: look(account, ...signedIn) }],
}
const stopped = (because: string, blame: 'site' | 'configuration' = 'site'): Part =>
  about({ outcome: { state: 'stopped', step: 'sign in as the first user', because, blame } })

/** What is not all right, in short. */
const wrong = (changes: Partial<Examined>) =>
  checks({ ...sound, ...changes }).flatMap(check =>
    check.state === 'ok'
      ? []
      : [`${check.state}${check.state === 'problem' ? ` of the ${check.blame}` : ''}: ${check.name}: ${check.says}`],
  )

test('a configuration that names no userId is told what nobody will notice', () => {
  const users = sound.target.users.map(({ userId: _, ...user }) => user)
  expect(wrong({ target: { ...sound.target, users } })).toEqual([
    'note: userIds: the configuration does not say which userId each token must carry, so swapped ones would not be noticed',
  ])
})

test('a site that can be certified has nothing in its way', () => {
  expect(checks(sound).map(({ name, state }) => `${state} ${name}`)).toEqual([
    'ok site',
    'ok clocks',
    'ok tag',
    'ok first user',
    'ok pages',
    'ok token',
    'ok token provider',
  ])
})

test('a site that does not answer is the one thing that is told', () => {
  const because = `${origin} could not be reached (ERR_CONNECTION_REFUSED)`
  expect(wrong({ guest: look([], stopped(because)), users: [] })).toEqual([`problem of the site: site: ${because}`])
})

test('a URL that leads elsewhere is a mistake of the configuration', () => {
  const elsewhere = look([answer('/', { url: 'https://www.example.com/' })], load('/'), activation('anonymous'))
  expect(wrong({ guest: elsewhere })).toEqual([
    `problem of the configuration: site: ${origin} leads to https://www.example.com`,
  ])
})

const apart = (...ahead: (number | null)[]) =>
  wrong({
    guest: { ...guest, answers: ahead.map(clockAhead => answer('/', { clockAhead })) },
    users: [],
  })

test('clocks: seconds are noted, half a minute is too much, and the nearest Date counts', () => {
  expect(apart(-45_000)).toEqual(["problem of the site: clocks: the site's clock is 45 s behind this machine's"])
  expect(apart(7000)).toEqual(["note: clocks: the site's clock is 7 s ahead of this machine's"])
  expect(apart(-9000, 300, null)).toEqual([])
  expect(apart(null)).toEqual([])
})

test('pages that are named wrongly', () => {
  const other = look([answer('/account', { status: 404 })], ...signedIn)
  expect(wrong({ users: [{ label: 'first', look: other }] })).toEqual([
    'problem of the configuration: pages.signedIn[0]: /account answers 404',
  ])
  const refused = look([answer('/account', { url: `${origin}/login` })], ...signedIn)
  expect(wrong({ users: [{ label: 'first', look: refused }] })).toEqual([
    'problem of the site: pages.signedIn[0]: /account shows the login page to a user who has just signed in',
  ])
})

test('a site without the tag is a note: that is for certify to judge', () => {
  const bare = look([answer('/')], load('/', { tag: false }))
  expect(wrong({ guest: bare, users: [] })).toEqual([
    'note: tag: no request for the iAdvize tag was seen on the pages that were opened',
  ])
  const alias = look([answer('/')], load('/', { tag: false }), tagElement({ host: 'chat.example.com' }))
  expect(wrong({ guest: alias, users: [] })).toEqual([
    'note: tag: a script called iadvize.js is asked for from chat.example.com, and no page that was opened runs it as the iAdvize tag',
  ])
})

test('a sid that no page names is a mistake of the configuration', () => {
  expect(wrong({ target: { ...sound.target, sid: '77' } })).toEqual([
    `problem of the configuration: tag: the pages name site ${guest.recording.target.sid}, the configuration 77`,
  ])
})

test('a user who does not get in', () => {
  const because = 'the first user could not sign in'
  const refused = look([answer('/login')], signIn(), stopped(because, 'configuration'))
  expect(wrong({ users: [{ label: 'first', look: refused }] })).toEqual([
    `problem of the configuration: first user: ${because}`,
    'note: token: no signed-in page handed a token to activate',
  ])
})

test('a token that the test key does not open', () => {
  const { facts } = token('first')
  const sealed = token(null, { facts: { ...facts, decrypted: false } })
  const other = look(account, signIn(), load('/account'), activation({ secured: sealed }), providerFound())
  expect(wrong({ users: [{ label: 'first', look: other }] })).toEqual([
    "note: token: a token reached activate, and keys.iAdvize doesn't open it",
  ])
})

test('an option that is none, and a signature that the brand’s key does not verify', () => {
  const of = (...parts: Part[]) => wrong({ users: [{ label: 'first', look: look(account, ...parts) }] })
  const shape = "{ authenticationOption: { type: 'SECURED', token: string(9) } }"
  expect(of(signIn(), load('/account'), activation({ invalid: shape }))).toEqual([
    `note: token: a signed-in page handed activate ${shape}, which is no valid option`,
  ])
  const { facts } = token('first')
  const unverified = token(null, { facts: { ...facts, verified: false } })
  expect(of(signIn(), load('/account'), activation({ secured: unverified }), providerFound())).toEqual([
    "note: token: a token reached activate, and keys.brand doesn't verify its signature",
  ])
})

test('the token provider is named, or said to be nowhere', () => {
  const said = (...parts: Part[]) =>
    checks({ ...sound, users: [{ label: 'first', look: look(account, ...handedOver, ...parts) }] }).at(-1)?.says
  const inPage = providerFound({ carrier: { kind: 'html' }, path: '/account' })
  expect(said(inPage, providerFound())).toBe('GET /api/token, the token in JSON')
  expect(said(inPage)).toBe('GET /account, the token in the page itself')
  expect(said(providerFound({ origin: 'https://api.shop.test' }))).toContain('GET https://api.shop.test/api/token')
  expect(said()).toContain('no response')
})
