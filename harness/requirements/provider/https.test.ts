import { expect, test } from '@playwright/test'
import { load, providerFound, signIn } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import https from './https.ts'

const page = [signIn(), load('/account')]

test('met over TLS, and on the machine itself', () => {
  expect(outcomes(https, ...page, providerFound({ origin: 'https://api.shop.test' }))).toEqual(['met'])
  expect(outcomes(https, ...page, providerFound({ origin: 'http://127.0.0.1:8080', local: true }))).toEqual(['met'])
})

test('violated by plain http to anywhere else', () => {
  expect(outcomes(https, ...page, providerFound({ origin: 'http://staging.shop.test', local: false }))).toEqual([
    'plain-http',
  ])
})

test('no finding without a token provider', () => {
  expect(outcomes(https, ...page)).toEqual([])
})
