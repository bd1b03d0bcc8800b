import { expect, test } from '@playwright/test'
import { coveredWords } from '../../recording/privacy/cover.ts'
import { identities } from './identities.ts'
import type { FoundProvider } from './provider-watch.ts'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const found = (user: string, number: string): FoundProvider => ({
  request: {
    method: 'POST',
    url: `https://shop.test/api/token?user=${user}&n=${number}`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${part({ alg: 'HS256' })}.${part({ sub: user })}.c2lnbmF0dXJl`,
      cookie: `session=${user === 'ada' ? 'one' : 'two'}; who=${Buffer.from(JSON.stringify({ user })).toString('base64url')}`,
    },
    body: '{"locale":"en"}',
    byTopPage: true,
  },
  status: 200,
  brought: { headers: [], body: null },
  carrier: { kind: 'text' },
  token: 't',
  received: { documents: [], answers: [] },
  byServiceWorker: false,
})
const user = (label: string, username: string, userId: string) => ({ label, username, password: 'x', userId })
const all = identities(found('ada', '4417'), user('first', 'ada', 'wiki:4'), {
  user: user('second', 'bob', 'wiki:7'),
  found: found('bob', '4418'),
})
const tried = all.flatMap(({ all: whole, each }) => [whole, ...each()])
const sentAs = (what: string) => tried.find(variation => variation.what === what)?.sent

test('what the page itself sends names the other user: by number, login name, forged token and cookie', () => {
  expect(sentAs('query parameter n, as the other user’s page sends it')?.url).toContain('n=4418')
  expect(sentAs('query parameter user')?.url).toContain('user=bob')
  expect(sentAs('query parameter n, with the part of the userId')?.url).toContain('n=7')
  expect(sentAs('a forged header authorization (alg none)')?.headers['authorization']).toMatch(/\.$/)
  expect(Buffer.from(sentAs('a forged cookie who (unsigned)')?.cookies?.['who'] ?? '', 'base64').toString()).toBe(
    '{"user":"bob"}',
  )
})

test('the usual names are tried with every handle, in query, header and body', () => {
  expect(sentAs('query parameter userId, with the userId')?.url).toContain('userId=wiki%3A7')
  expect(sentAs('header x-user-id, with the part of the userId')?.headers['x-user-id']).toBe('7')
  expect(JSON.parse(sentAs('member of the JSON body username, with the login name')?.body ?? '')).toEqual({
    locale: 'en',
    username: 'bob',
  })
})

test('one’s own credentials stay, and what is said of a variation holds no value and may be written', () => {
  expect(sentAs('all that the other user’s page sends')?.headers['authorization']).toContain(part({ sub: 'ada' }))
  for (const { what } of tried) {
    expect(what).not.toMatch(/ada|bob|wiki|44/)
    expect(coveredWords(what.replace(/(?:header|cookie|parameter|body) [\w-]+/, ''))).not.toContain('…')
  }
})
