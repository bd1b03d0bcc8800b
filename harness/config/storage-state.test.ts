import { expect, test } from '@playwright/test'
import { readStorageState, secretsOf } from './storage-state.ts'

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
