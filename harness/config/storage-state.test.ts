import { expect, test } from '@playwright/test'
import { lossOf, readStorageState, secretsOf, type StorageState } from './storage-state.ts'

const cookie = (name: string, value: string, domain = 'shop.test') => ({
  name,
  value,
  domain,
  path: '/',
  expires: -1,
  httpOnly: true,
  secure: true,
  sameSite: 'Lax' as const,
})
const local = (name: string, value: string) => ({ name, value })

test('what iAdvize left in the browser stays behind: the mock makes its own', () => {
  const state = {
    cookies: [
      cookie('session', 'a-long-session-id'),
      cookie('vuid', 'x', '.iadvize.com'),
      cookie('iadvize-1-vuid', 'x'),
    ],
    origins: [{ origin: 'https://shop.test', localStorage: [local('iadvize-1-vuid', '{}'), local('theme', 'dark')] }],
  }
  const read = readStorageState(JSON.stringify(state))
  expect(read).toEqual({
    cookies: [state.cookies[0]],
    origins: [{ origin: 'https://shop.test', localStorage: [local('theme', 'dark')] }],
  })
  expect('problem' in read ? [] : secretsOf(read)).toEqual(['a-long-session-id'])
})

test('what is no stored state is told without a word of it', () => {
  const problems = ['hunter22', '{"cookies":[{"name":"hunter22"}]}', '{"cookies":[],"origins":[]}'].map(text =>
    readStorageState(text),
  )
  expect(problems).toEqual([
    { problem: 'is no JSON' },
    { problem: 'is no stored browser state of Playwright (cookies.0.value)' },
    { problem: expect.stringContaining('before anybody was signed in') },
  ])
})

const read = (state: object): StorageState => {
  const it = readStorageState(JSON.stringify(state))
  if ('problem' in it) throw new Error(it.problem)
  return it
}
/** As Playwright 1.65 writes it. */
const database = (name: string, ...records: object[]) => ({
  name,
  version: 1,
  stores: [{ name: 'store', autoIncrement: false, keyPath: 'key', records, indexes: [] }],
})
const record = (value: unknown) => ({
  valueEncoded: {
    id: 1,
    o: [
      { k: 'key', v: 'one' },
      { k: 'long-member-name', v: value },
    ],
  },
})

test('IndexedDB is kept, without iAdvize’s, and its values are secrets', () => {
  const theirs = database('iadvize-visitor', record('never to be seen'))
  const own = database('firebaseLocalStorageDb', record('a-refresh-token'), {
    key: 'a',
    value: { deep: ['another-secret'] },
  })
  const state = read({
    origins: [
      { origin: 'https://shop.test', indexedDB: [own, theirs] },
      { origin: 'https://halc.iadvize.com', localStorage: [local('x', 'y')] },
    ],
  })
  expect(state.origins).toEqual([{ origin: 'https://shop.test', localStorage: [], indexedDB: [own] }])
  expect(secretsOf(state)).toEqual(['a-refresh-token', 'another-secret'])
  expect(lossOf(state)).toBeNull()
})

test('what Playwright could not write is pointed out', () => {
  const key = { id: 2, o: [] }
  const state = read({
    origins: [{ origin: 'https://shop.test', indexedDB: [database('keys', record(key), { key: 'a', value: {} })] }],
  })
  expect(lossOf(state)).toMatch(/^2 objects in its IndexedDB are empty: .*CryptoKey or a Blob/)
})

test('a state that nests without end is told so', () => {
  expect(readStorageState('['.repeat(20_000))).toEqual({ problem: expect.stringContaining('deeper than 100 levels') })
})
