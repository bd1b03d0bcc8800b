/** Tokens that somebody has put into a file: one a line, or a JSON array. Pure. */
import { jsonMistake } from '../config/json-text.ts'
import type { FoundToken } from './found-token.ts'

export type TokenFile = { tokens: FoundToken[]; problems: readonly string[] }

const problem = (...problems: string[]): TokenFile => ({ tokens: [], problems })

/** Windows' own shells write UTF-16 into a file, with its mark at the beginning. */
export const decodedText = (bytes: Buffer): string =>
  (bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8')).replace(/^\ufeff/, '')

const tokenOf = (item: unknown): string | null => {
  const token = typeof item === 'object' && item !== null ? (item as { token?: unknown }).token : item
  return typeof token === 'string' && token !== '' ? token : null
}

const inArray = (text: string): TokenFile => {
  const mistake = jsonMistake(text)
  if (mistake)
    return problem(`is no JSON at line ${mistake.line}, column ${mistake.column}: expected ${mistake.expected}`)
  const items = JSON.parse(text) as unknown[]
  if (items.length === 0) return problem('is an empty array: put tokens into it')
  const problems = items.flatMap((item, index) =>
    tokenOf(item) === null ? [`item ${index + 1} is no token: expected "eyJ…" or { "token": "eyJ…" }`] : [],
  )
  return {
    tokens: items.map((item, index) => ({ token: tokenOf(item) ?? '', from: `item ${index + 1}`, at: null })),
    problems,
  }
}

/** Empty lines, and those that begin with #, are none. */
export const tokensInFile = (text: string): TokenFile => {
  const start = text.trimStart()
  if (start === '') return problem('holds no token: put one on each line, or a JSON array of them')
  if (start.startsWith('[')) return inArray(text)
  if (start.startsWith('{'))
    return problem(
      start.includes('"entries"')
        ? 'looks like a HAR: give it as --har'
        : 'holds JSON lines: give them on stdin, «padlock verify … --jsonl < FILE»',
    )
  const tokens = text
    .split('\n')
    .map((line, index) => ({ token: line.replace(/\r$/, ''), from: `line ${index + 1}`, at: null }))
    .filter(({ token }) => token.trim() !== '' && !token.startsWith('#'))
  return tokens.length > 0 ? { tokens, problems: [] } : problem('holds no token: every line is empty or a comment')
}
