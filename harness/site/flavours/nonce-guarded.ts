import { createHmac, randomBytes } from 'node:crypto'
import { editScript } from '../edit-script.ts'
import type { Visit } from '../plan.ts'
import type { Flavour } from './flavour.ts'

const key = randomBytes(32)

/** For a session, or for all guests alike: it says that a page of the shop asks, and not who is signed in. */
const nonceFor = ({ session, visitor }: Visit): string =>
  createHmac('sha256', key)
    .update(visitor ? (session?.id ?? '') : 'guest')
    .digest('hex')
    .slice(0, 10)

/** Whether the request brings the nonce of its own page. */
export const isFromOwnPage = (visit: Visit): boolean => visit.field('nonce') === nonceFor(visit)

export const nonceGuarded: Flavour = {
  summary: 'the token is asked for by POST, with a nonce that stands in each page: also in those of guests',
  apply: plan => ({
    ...editScript(
      plan,
      "fetch('/api/iadvize-token')",
      `fetch('/api/iadvize-token', {
    method: 'POST',
    body: new URLSearchParams({ action: 'iadvize_token', nonce: document.body.dataset.nonce }),
  })`,
    ),
    providerMethod: 'POST',
    bodyData: async visit => ({ ...(await plan.bodyData(visit)), nonce: nonceFor(visit) }),
    provider: visit => (isFromOwnPage(visit) ? plan.provider(visit) : null),
  }),
}
