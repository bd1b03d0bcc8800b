/**
 * Every fault that Padlock brings about itself: one catalogue of names, labels and traits. How each is brought about stands elsewhere, by
 * name: of iAdvize in mock-iadvize/platform/faults.ts, of the token provider in browser/token-provider/provider-faults.ts.
 */
import { mockFaults } from '../../mock-iadvize/faults.ts'
import type { FaultFacts, FaultName as MockFaultName } from '../../mock-iadvize/faults.ts'

type Facts = FaultFacts & {
  /** a site may take it for the end of its own session: the visitor then has to sign in again, which is sound */
  looksSignedOut?: true
}

const providerFaults = {
  'provider-server-error': {
    summary: 'the token provider answers with a server error (500)',
    label: 'provider: 500',
    takes: 'token',
  },
  'provider-unauthorised': {
    summary: 'the token provider answers as if nobody were signed in (401)',
    label: 'provider: 401',
    takes: 'token',
    looksSignedOut: true,
  },
  'provider-login-page': {
    summary: 'the token provider answers with an HTML login page (200)',
    label: 'login page',
    takes: 'token',
    looksSignedOut: true,
  },
  'provider-garbage': {
    summary: 'the answer of the token provider is garbled (200)',
    label: 'provider garbled',
    takes: 'token',
  },
  'provider-expired-token': {
    summary: 'the token provider answers with a token that has expired',
    label: 'expired token',
  },
  'provider-slow': { summary: 'the token provider answers late', label: 'provider late' },
  'provider-never': {
    summary: 'the token provider takes the request and never answers',
    label: 'provider silent',
    takes: 'token',
  },
} as const satisfies Record<string, Facts>
export type ProviderFaultName = keyof typeof providerFaults
export const isProviderFault = (name: string): name is ProviderFaultName => Object.hasOwn(providerFaults, name)

/** A fault that a journey puts in force by its name. */
export type FaultName = MockFaultName | ProviderFaultName

/** What a journey does to the page itself. */
const pageFaults = {
  'ext-id-injected': {
    summary: 'the journey sets extID itself: a condition that is planted',
    label: 'extID planted',
    onlyLater: true,
  },
  'scripts-held': { summary: 'the scripts of the page arrive after the tag', label: 'scripts late', onlyLater: true },
} as const satisfies Record<string, Facts>

export const faultCatalogue = { ...mockFaults, ...providerFaults, ...pageFaults }

const known: Readonly<Record<string, Facts>> = faultCatalogue

/** Of a recording, which may be of another version: a name that is not known stands for itself, and is taken for a failure. */
export const faultOf = (name: string): Facts =>
  (Object.hasOwn(known, name) ? known[name] : undefined) ?? { summary: name, label: name }
