/** How values appear in texts: bounded, harmless on a terminal, and personal ones only by their shape. */

const longest = 80

/** A public value (header, iss, name of a claim) in quotation marks; anything but text by its shape. */
export const shown = (value: unknown): string => (typeof value === 'string' ? `«${harmless(value)}»` : shape(value))

/** Free of control and formatting characters, at most 80 characters. */
export function harmless(text: string): string {
  const clean = text.slice(0, longest + 1).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '·')
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean
}

/** What a value is, never the value. */
export function shape(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return `a string of ${counted(characters(value), 'character')}`
  if (Array.isArray(value)) return `an array of ${counted(value.length, 'element')}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Characters as a person counts them: code points, not UTF-16 units. */
export function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** `a, b and c` */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
