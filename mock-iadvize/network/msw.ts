/** What `import … from 'iadvize-padlock/msw'` gives: the mock iAdvize for unit tests that run in Node, by way of msw. */
import { createMock as createMockOf } from '../platform/create-mock.ts'
import { defaultTokenSettings } from '../token/decision.ts'
import { givenKey, type GivenKey } from '../token/given-key.ts'
import type { Mock, MockOptions } from '../platform/mock.ts'

export { faults } from '../platform/faults.ts'
export type { FaultName } from '../faults.ts'
export { handlers } from './handlers.ts'
export type { GivenKey, Mock }
export type { DeskView } from '../platform/desk-view.ts'
export type { MockEvent } from '../platform/mock.ts'

export type SiteOptions = Omit<MockOptions, 'tenant'> & {
  /** id of the site, as in iAdvizeInterface.config.sid */
  sid: string
  /** the brand's public key: its private half signs the tokens */
  brandKey: GivenKey
  /** the private key of iAdvize's test pair, to whose public half the tokens are encrypted */
  iAdvizeKey: GivenKey
}

/**
 * A mock iAdvize for one site. `handlers(mock)` goes into msw's `setupServer`; `mock.desk()` is what the agent sees, padlock
 * included; `mock.reset()` forgets all visitors. For Node only: tokens are judged with Node's crypto, so it can't run in a
 * service worker.
 */
export const createMock = ({ sid, brandKey, iAdvizeKey, ...options }: SiteOptions): Mock =>
  createMockOf({
    ...options,
    tenant: {
      sid,
      brandKeys: [givenKey('brandKey', brandKey, 'public')],
      iAdvizeKeys: [givenKey('iAdvizeKey', iAdvizeKey, 'private')],
      settings: defaultTokenSettings,
    },
  })
