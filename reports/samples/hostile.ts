/** A result of a site that means harm. */
import type { Result } from '../../harness/verdict/result.ts'

/** Strings of the model that are words of a closed list. */
const closed = new Set(['looksLike', 'stack', 'verdict', 'status', 'level', 'basis', 'outcome', 'kind', 'jwt', 'state'])
export const hostileText = `<script>alert(1)</script>]]>--><img src=x onerror=alert(1)>&"'\u0000\u0008\u001b[31m\u009b31m\u202e\ufffe\ud800`

const poisoned = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') return closed.has(key) ? value : `${hostileText}${value}`
  if (Array.isArray(value)) return value.map(each => poisoned(each, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poisoned(each, name)]))
}

/** Every free text of a result, as a site that means harm would have it. */
export const hostile = (result: Result): Result => poisoned(result) as Result
