import type { Flavour } from './flavour.ts'

export const isolated: Flavour = {
  summary: 'pages isolated from other origins: COOP same-origin, and COEP require-corp',
  apply: plan => ({
    ...plan,
    headers: visit => ({
      ...plan.headers(visit),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
    }),
  }),
}
