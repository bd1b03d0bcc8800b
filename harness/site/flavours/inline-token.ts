import { editScript } from '../edit-script.ts'
import type { Flavour } from './flavour.ts'

export const inlineToken: Flavour = {
  summary: 'pages from the server with the first token in their HTML; only when iAdvize asks again is one fetched',
  apply: plan => ({
    ...editScript(plan, 'const tokens = [await freshToken()]', 'const tokens = [document.body.dataset.token]'),
    // For as long as one load of the page: headers() forbids every cache to keep it.
    bodyData: async visit => ({
      ...(await plan.bodyData(visit)),
      ...(visit.visitor && { token: await visit.token(visit.visitor) }),
    }),
  }),
}
