/** With the whole catalogue, one cause gives one red: what follows from it is blocked, and what does not stands beside it. */
import { expect, test } from '@playwright/test'
import {
  activation,
  extId,
  fault,
  load,
  logout,
  recording,
  renewal,
  sample,
  signIn,
  signOut,
  step,
  token,
} from '../recording/literal.ts'
import type { Part, TokenLiteral } from '../recording/literal.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { verdict } from './verdict.ts'

const standing = async (...parts: Part[]): Promise<string[]> =>
  verdict([recording(...parts)], await loadCatalogue())
    .requirements.filter(({ status }) => status === 'violated')
    .map(({ id }) => id)
const page = (shown: TokenLiteral, look: Part, path = '/account') => [load(path), activation({ secured: shown }), look]
const verified = sample({ user: 'first', jwt: true, padlock: true })
const refused = () =>
  token(null, {
    verdict: 'refused',
    findings: [
      {
        id: 'token/signature',
        level: 'MUST',
        stage: 'signature',
        code: 'c',
        expected: 'e',
        received: 'r',
        cure: 'do',
      },
    ],
  })
const nothing = sample({ user: 'first' })
const leave = [signOut(), logout(), load('/'), activation('anonymous'), sample({ user: null })]
const inherited = sample({ user: 'second', jwt: 'first', padlock: 'first' })
const lookOfAll = (user: string) => sample({ user, jwt: 'all', padlock: 'all' })
const visit = (userId: string, browser: string) => [
  signIn(browser),
  ...page(token(userId), sample({ user: 'first', jwt: userId, padlock: userId })),
]
const guest = () => [
  load('/'),
  activation({ secured: token('guest') }),
  sample({ user: null, jwt: 'guest', padlock: 'guest' }),
]

test('a refused token', async () => {
  const pages = [...page(refused(), nothing), step('open'), ...page(refused(), nothing)]
  expect(await standing(signIn(), ...pages)).toEqual(['token/signature'])
})

test('extID left on', async () => {
  const silent = sample({ user: 'first', jwt: true, reason: 'extID is set', extId: 'extID' })
  const pages = [load('/account'), extId(), activation({ secured: token('first') }), silent]
  expect(await standing(signIn(), ...pages)).toEqual([
    'ext-id/absent',
    'padlock/after-sign-in',
    'padlock/agrees-with-jwt',
  ])
})

test('extID set late, found by a renewal', async () => {
  const late = [step('let-session-expire'), extId(), sample({ user: 'first', jwt: true, extId: 'extID' })]
  expect(await standing(signIn(), ...page(token('first'), verified), ...late)).toEqual(['ext-id/absent'])
})

test('always anonymous', async () => {
  const pages = [
    load('/account'),
    activation('anonymous'),
    nothing,
    step('open'),
    load('/orders'),
    activation('anonymous'),
  ]
  expect(await standing(signIn(), ...pages, nothing)).toEqual([
    'activation/secured-when-signed-in',
    'padlock/after-sign-in',
  ])
})

test('activated only after the login', async () => {
  const idle = [step('open'), load('/orders'), verified]
  expect(await standing(signIn(), ...page(token('first'), verified), ...idle)).toEqual([
    'activation/every-page',
    'padlock/keeps',
  ])
})

test('the next user inherits an identity', async () => {
  const first = [signIn(), ...page(token('first'), verified), ...leave]
  const second = [signIn(), ...page(token('first'), inherited), step('open'), ...page(token('first'), inherited)]
  expect(await standing(...first, ...second)).toEqual(['logout/next-user-is-new'])
})

test('a token that the server keeps for whoever comes next', async () => {
  const kept = token('first')
  const first = [signIn(), ...page(kept, verified), ...leave]
  const second = [signIn(), ...page(kept, inherited), step('open'), ...page(kept, inherited)]
  expect(await standing(...first, ...second)).toEqual([
    "activation/identity-is-the-session's",
    'activation/token-fresh',
  ])
})

test('a token that the server keeps for its user, until iAdvize asks again', async () => {
  const kept = token('first')
  const twice = [signIn(), ...page(kept, verified), step('open'), ...page(kept, verified)]
  const gone = sample({ user: 'first', reason: 'session expired' })
  expect(await standing(...twice, step('let-session-expire'), renewal({ secured: kept }), gone)).toEqual([
    'activation/token-fresh',
  ])
})

test('a token that the server keeps for its user, and that has expired when a failure is over', async () => {
  const kept = token('first')
  const refusedNow = { reason: 'Failed to fetch authentication with a server error' }
  const outage = [fault('exchange-server-error'), load('/account'), activation({ secured: kept }, refusedNow), verified]
  const over = [fault('exchange-server-error', false), step('open'), load('/account')]
  const after = [...over, activation({ secured: kept }, refusedNow), verified]
  expect(await standing(signIn(), ...page(kept, verified), ...outage, ...after)).toEqual(['activation/token-fresh'])
})

test('a token that the page fetches once, until iAdvize asks again', async () => {
  const [one, two] = [token('first'), token('first')]
  const pages = [signIn(), ...page(one, verified), step('open'), ...page(two, verified)]
  const gone = sample({ user: 'first', reason: 'session expired' })
  expect(await standing(...pages, step('let-session-expire'), renewal({ secured: two }), gone)).toEqual([
    'activation/provider-reusable',
    'padlock/after-expiry',
  ])
})

test('one userId for everybody', async () => {
  const first = [signIn(), ...page(token('all'), lookOfAll('first')), ...leave]
  expect(await standing(...first, signIn(), ...page(token('all'), lookOfAll('second')))).toEqual([
    'token/user-id-unique',
  ])
})

test('a userId for each session', async () => {
  expect(await standing(...visit('one', 'first'), ...visit('two', 'second'))).toEqual(['token/user-id-stable'])
})

test('a logout that was forgotten', async () => {
  const stays = sample({ user: null, jwt: 'first', padlock: 'first' })
  const forgotten = [signOut(), load('/'), activation('anonymous'), stays, step('reload'), load('/'), stays]
  expect(await standing(signIn(), ...page(token('first'), verified), ...forgotten)).toEqual([
    'logout/called',
    'logout/jwt-removed',
    'logout/padlock-removed',
  ])
})

test('guests with a token of their own', async () => {
  const out = [signOut(), logout(), ...guest(), step('reload'), ...guest()]
  expect(await standing(...guest(), signIn(), ...page(token('first'), verified), ...out)).toEqual([
    'activation/anonymous-when-signed-out',
  ])
})

test('a tag without its site id stays idle', async () => {
  const idle = [load('/account', { sid: null }), nothing, step('open'), load('/orders', { sid: null }), nothing]
  expect(await standing(signIn(), ...idle)).toEqual(['tag/site-id'])
})

test('a failure that the site remembers', async () => {
  const failed = activation(
    { secured: token('first') },
    { reason: 'Failed to fetch authentication with a server error' },
  )
  const outage = [fault('exchange-server-error'), load('/account'), failed, verified]
  const after = [fault('exchange-server-error', false), step('open'), load('/account'), verified]
  expect(await standing(signIn(), ...page(token('first'), verified), ...outage, ...after)).toEqual(['failure/recovers'])
})
