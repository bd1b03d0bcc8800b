/** Where a text stops being JSON. JSON.parse says it by offset, or not at all, and quotes what stands there: perhaps a secret. */

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
// A string ends on its line; the only control characters in it are written as escapes.
// oxlint-disable-next-line no-control-regex
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const space = /[ \t\r\n]*/y

/** null: the text is JSON. */
export const jsonMistake = (text: string): JsonMistake | null => {
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
    if (skip(string)) return
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
    const before = text.slice(0, error.at).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected: error.message }
  }
}

const noComments = 'no comment: JSON has none (a .ts or .js configuration can)'
