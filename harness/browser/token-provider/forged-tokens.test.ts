import { expect, test } from '@playwright/test'
import { forgeries } from './forged-tokens.ts'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: object): string => `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`
const pairs = [{ what: 'userId', own: 'u-1', other: 'u-2' }]
const read = (token: string): unknown[] =>
  token
    .replace(/^Bearer /, '')
    .split('.')
    .map(each => {
      try {
        return JSON.parse(Buffer.from(each, 'base64url').toString()) as unknown
      } catch {
        return each
      }
    })

test('a signed token with the other user in it: alg none, without and with the old signature', () => {
  const forged = forgeries(`Bearer ${jwt({ sub: 'u-1', scope: 'chat' })}`, null, pairs)
  expect(forged.map(({ how, value }) => [how, read(value)])).toEqual([
    ['alg none', [{ alg: 'none' }, { sub: 'u-2', scope: 'chat' }, '']],
    ['signature cut off', [{ alg: 'RS256' }, { sub: 'u-2', scope: 'chat' }, '']],
    ['claims changed under the old signature', [{ alg: 'RS256' }, { sub: 'u-2', scope: 'chat' }, 'c2lnbmF0dXJl']],
  ])
  expect(forged.every(({ value }) => value.startsWith('Bearer '))).toBe(true)
})

test('the other user’s own claims are the best, and a usual claim is named where no handle is known', () => {
  expect(read(forgeries(jwt({ account: 17 }), jwt({ account: 18 }), pairs)[0]?.value ?? '')[1]).toEqual({ account: 18 })
  expect(read(forgeries(jwt({ sub: 'x' }), null, pairs)[0]?.value ?? '')[1]).toEqual({ sub: 'u-2' })
  expect(forgeries(jwt({ scope: 'chat' }), null, pairs)).toEqual([])
})

test('JSON in base64 that nothing vouches for', () => {
  const [forged] = forgeries(Buffer.from('{"user":"u-1"}').toString('base64'), null, pairs)
  expect(Buffer.from(forged?.value ?? '', 'base64').toString()).toBe('{"user":"u-2"}')
})

test('nothing is made of what is no such thing', () => {
  for (const value of ['', 'u-1', 'a.b.c', 'Bearer 0f9a', part({ alg: 'RS256' })])
    expect(forgeries(value, null, pairs)).toEqual([])
})
