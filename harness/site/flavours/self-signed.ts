import type { Flavour } from './flavour.ts'

export const selfSigned: Flavour = {
  summary: 'https with a certificate that no browser trusts by itself, as on many a staging server',
  apply: plan => ({ ...plan, scheme: 'https' }),
}
