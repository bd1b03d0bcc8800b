/** How deep JSON of others nests, found out before anything walks through it: recursion has an end, a file need not have one. */

/** Levels of objects and lists. What people write by hand has a handful. */
export const maxNesting = 100

const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/** The place of the first bracket that goes one level too deep; -1: there is none. Linear; the text need not be sound JSON. */
export function tooDeepAt(text: string, most = maxNesting): number {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      for (at++; at < text.length && text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++
    } else if (opening.has(code)) {
      depth++
      if (depth > most) return at
    } else if (closing.has(code)) depth--
  }
  return -1
}
