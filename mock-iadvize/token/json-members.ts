/** A JSON object read strictly enough for tokens: UTF-8, one object, no member twice, and nested no deeper than a person would. */
import { isUtf8 } from 'node:buffer'

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Null: the bytes are not UTF-8. A byte order mark stays. */
export const utf8Text = (bytes: Buffer): string | null => (isUtf8(bytes) ? bytes.toString('utf8') : null)

/** Objects and arrays within each other. Whatever walks through a parsed value may rely on it. */
export const maxNesting = 64

/** Whether a text of JSON nests deeper than {@link maxNesting}. */
export function nestsTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at++
      else if (code === quotationMark) inString = false
    } else if (code === quotationMark) inString = true
    else if (code === openBrace || code === openBracket) {
      depth++
      if (depth > maxNesting) return true
    } else if (code === closeBrace || code === closeBracket) depth--
  }
  return false
}

const [quotationMark, backslash, openBrace, closeBrace, openBracket, closeBracket] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d,
]

/** Undefined: not JSON, or nested too deep. */
export function json(text: string): unknown {
  if (nestsTooDeep(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Members of the outermost object that occur twice; JSON.parse silently keeps the last (RFC 7515 §4, RFC 7519 §4). `parsed`: what it made of the text */
export function repeatedMembers(text: string, parsed: JsonObject): string[] {
  // What is written again to the letter has lost nothing.
  if (JSON.stringify(parsed) === text) return []
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
