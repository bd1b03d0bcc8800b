/** A JSON object read strictly enough for tokens: UTF-8, one object, no member twice. */

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Null: the bytes are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/** Undefined: not JSON. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function jsonObject(bytes: Uint8Array): JsonObject | null {
  const text = utf8Text(bytes)
  const value = text === null ? undefined : json(text)
  return isObject(value) ? value : null
}

/** Members of the outermost object that occur twice; JSON.parse would silently keep the last (RFC 7515 §4, RFC 7519 §4). */
export function repeatedMembers(text: string): string[] {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  let depth = 0
  for (const [mark, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (mark === '{' || mark === '[') depth++
    else if (mark === '}' || mark === ']') depth--
    else if (depth === 1 && string && colon) {
      const name = JSON.parse(string) as string
      if (seen.has(name)) repeated.add(name)
      seen.add(name)
    }
  }
  return [...repeated]
}
