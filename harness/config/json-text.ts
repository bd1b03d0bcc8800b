/** Where a text stops being JSON. JSON.parse says it by offset, or not at all, and quotes what stands there: perhaps a secret. */

import { maxNesting, tooDeepAt } from '../../mock-iadvize/input/nesting.ts'

/** `line` and `column` from 1. `expected`: what could have stood there (RFC 8259). */
export type JsonMistake = { line: number; column: number; expected: string }

class Mistake extends Error {
  readonly at: number
  constructor(at: number, expected: string) {
    super(expected)
    this.at = at
  }
}

const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
const space = /[ \t\r\n]*/y

const escapes = new Set('"\\/bfnrt')

/**
 * Where the string that begins here ends; -1: it does not, on its line, or holds something that would have to be written as an escape.
 * By hand: a regular expression runs out of stack where a string has some million characters.
 */
const stringEnd = (text: string, at: number): number => {
  if (text[at] !== '"') return -1
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character === '"') return index + 1
    if (character < ' ') return -1
    if (character !== '\\') continue
    index++
    if (text[index] === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(index + 1, index + 5))) index += 4
    else if (!escapes.has(text[index] ?? '')) return -1
  }
  return -1
}

/** null: the text is JSON, and nests no deeper than anything here does. */
export const jsonMistake = (text: string): JsonMistake | null => {
  const deep = tooDeepAt(text)
  if (deep >= 0) return { ...placeOf(text, deep), expected: `at most ${maxNesting} levels of { and [` }
  let at = 0
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found !== null
  }
  const take = (character: string): boolean => {
    skip(space)
    if (text[at] !== character) return false
    at += 1
    return true
  }
  const readString = (what: string): void => {
    skip(space)
    const began = at
    const end = stringEnd(text, at)
    if (end >= 0) {
      at = end
      return
    }
    throw text[at] === '"'
      ? new Mistake(began, `${what} that ends on its line, with " and \\ in it written as \\" and \\\\`)
      : new Mistake(began, text.startsWith('//', at) || text.startsWith('/*', at) ? noComments : `${what} in "…"`)
  }
  const readMembers = (close: string, readOne: () => void): void => {
    if (take(close)) return
    for (;;) {
      readOne()
      if (take(close)) return
      const comma = at
      if (!take(',')) throw new Mistake(at, text.startsWith('//', at) ? noComments : `, or ${close}`)
      if (take(close)) throw new Mistake(comma, `no comma before ${close}`)
    }
  }
  const readValue = (): void => {
    skip(space)
    if (take('{'))
      return readMembers('}', () => {
        readString('a key')
        if (!take(':')) throw new Mistake(at, ': after the key')
        readValue()
      })
    if (take('[')) return readMembers(']', readValue)
    if (text[at] === '"') return readString('a text')
    if (!skip(literal))
      throw new Mistake(
        at,
        text.startsWith('//', at) ? noComments : 'a value: a text in "…", a number, true, false, null, { or [',
      )
  }
  try {
    readValue()
    skip(space)
    if (at < text.length) throw new Mistake(at, 'nothing more')
    return null
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return { ...placeOf(text, error.at), expected: error.message }
  }
}

const placeOf = (text: string, at: number): { line: number; column: number } => {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const noComments = 'no comment: JSON has none (a .ts or .js configuration can)'
