import { header, soundPolicy } from '../plan.ts'
import type { Flavour } from './flavour.ts'

export const sandboxed: Flavour = {
  summary: 'pages in a sandbox of their Content-Security-Policy, as a framed application has it',
  apply: plan => ({
    ...plan,
    headers: visit => ({
      ...plan.headers(visit),
      ...header({ ...soundPolicy(visit), sandbox: 'allow-scripts allow-forms allow-same-origin' }),
    }),
  }),
}
