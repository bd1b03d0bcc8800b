import { expect, test } from '@playwright/test'
import { activation, fault, faultHit, load, sample, signIn, token } from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import everyPage from '../activation/every-page.ts'
import securedWhenSignedIn from '../activation/secured-when-signed-in.ts'
import { outcomes } from '../outcomes.ts'
import recovers from './recovers.ts'

const look = sample({ user: 'first', jwt: true, padlock: true })
const page = (...parts: Part[]): Part[] => [load('/account'), ...parts, look]
const secured = () => activation({ secured: token('first') })
const failed = activation({ secured: token('first') }, { reason: 'Failed to fetch authentication with a server error' })
const outage = [fault('exchange-server-error'), ...page(failed), fault('exchange-server-error', false)]
const struck = [signIn(), ...page(secured()), ...outage]

test('met by a secured activation', () => {
  expect(outcomes(recovers, ...struck, ...page(secured()))).toEqual(['met'])
})

test('violated without one; the requirements of every page leave that page to this one', () => {
  expect(outcomes(recovers, ...struck, ...page(), ...page(secured()))).toEqual(['not-authenticated-again'])
  expect(outcomes(recovers, ...struck, ...page(activation('anonymous')))).toEqual(['not-authenticated-again'])
  expect(outcomes(everyPage, ...struck, ...page(), ...page())).toEqual(['met'])
  expect(outcomes(securedWhenSignedIn, ...struck, ...page(activation('anonymous')))).toEqual(['met'])
})

test('once it has recovered, each page counts again', () => {
  expect(outcomes(everyPage, ...struck, ...page(secured()), ...page())).toEqual(['met', 'never-activated'])
})

test('no finding without a page after the fault, without a failure, and for whoever was never authenticated', () => {
  expect(outcomes(recovers, ...struck)).toEqual([])
  const idle = [fault('exchange-server-error'), ...page(), fault('exchange-server-error', false)]
  expect(outcomes(recovers, signIn(), ...page(secured()), ...idle, ...page())).toEqual([])
  expect(outcomes(recovers, signIn(), ...outage, ...page())).toEqual([])
})

const without = (name: string, ...parts: Part[]): Part[] => [
  signIn(),
  load('/account'),
  secured(),
  look,
  fault(name),
  ...page(faultHit(name), ...parts),
  fault(name, false),
]
test('a fault of the token provider must not outlive its page either', () => {
  expect(outcomes(recovers, ...without('provider-server-error'), ...page(secured()))).toEqual(['met'])
  expect(outcomes(recovers, ...without('provider-server-error'), ...page())).toEqual(['not-authenticated-again'])
  expect(outcomes(recovers, ...without('provider-slow', secured()), ...page())).toEqual([])
})

test('a site that takes 401 for the end of its session may ask the visitor to sign in again', () => {
  const signedOut = [load('/login'), activation('anonymous'), sample({ user: null })]
  expect(outcomes(recovers, ...without('provider-unauthorised'), ...signedOut)).toEqual([])
  expect(outcomes(recovers, ...without('provider-unauthorised'), ...page())).toEqual(['not-authenticated-again'])
})
