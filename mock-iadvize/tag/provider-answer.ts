/** What a provider answered: which option, in which documented or tolerated form. Pure. */

export type ProviderAnswer =
  | { answer: 'secured'; token: string; option: unknown; shape: string }
  | { answer: 'anonymous'; option: unknown; shape: string; variant?: string }
  | { answer: 'invalid'; option: unknown; shape: string; token?: string }

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined

/**
 * Documented: `{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }` and `{ authenticationOption: { type:
 * 'ANONYMOUS' } }` (FE-AUTH, doc). Tolerated for anonymous, and named: `ANONYMOUS_AUTHENTICATION`, `token: null` (BOXED, partial).
 */
export function providerAnswer(value: unknown): ProviderAnswer {
  const option = property(value, 'authenticationOption')
  const type = property(option, 'type')
  const token = property(option, 'token')
  const seen = { option, shape: shape(value) }
  if (type === 'SECURED_AUTHENTICATION' && typeof token === 'string' && token !== '')
    return { ...seen, answer: 'secured', token }
  if (type === 'ANONYMOUS' || type === 'ANONYMOUS_AUTHENTICATION') {
    const variants = [type === 'ANONYMOUS' ? '' : type, token === null ? 'token: null' : ''].filter(Boolean)
    return { ...seen, answer: 'anonymous', ...(variants.length > 0 && { variant: variants.join(', ') }) }
  }
  return { ...seen, answer: 'invalid', ...(typeof token === 'string' && { token }) }
}

const mostKeys = 8
/** Only `type` may show its value, and only when that looks like an option's name. */
const optionName = /^[A-Z][A-Z_]{0,39}$/

/** A value's shape in words, free of values: `{ authenticationOption: { type: 'SECURED', token: string(712) } }`. */
export function shape(value: unknown, depth = 3): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `string(${value.length})`
  if (Array.isArray(value)) return `array(${value.length})`
  if (typeof value !== 'object') return typeof value
  // Often handed over by mistake, and without members that would tell.
  if (typeof property(value, 'then') === 'function') return 'Promise'
  if (Object.prototype.toString.call(value) === '[object Response]') return 'Response'
  if (depth === 0) return 'object'
  const entries = Object.entries(value)
  const shown = entries.slice(0, mostKeys).map(([key, inner]) => {
    const isName = key === 'type' && typeof inner === 'string' && optionName.test(inner)
    return `${key.slice(0, 30)}: ${isName ? `'${inner}'` : shape(inner, depth - 1)}`
  })
  if (entries.length > mostKeys) shown.push('…')
  return shown.length > 0 ? `{ ${shown.join(', ')} }` : '{}'
}
