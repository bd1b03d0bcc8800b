/** A token amid other text or bytes, or with its segments joined by something else than dots: found, and its surroundings named. */
import { tokenKind } from './enclosed-token.ts'
import { counted, listed, shown } from './shown.ts'
import type { Chain } from './undoings.ts'

/** The whole tokens in a text of any other kind, in their order. */
export const tokensInText = (text: string): string[] =>
  text
    .split(/[^\w.-]+/)
    .map(piece => withoutPlaceholders(piece.replaceAll(/^\.+|\.+$/g, '')))
    .filter(piece => (piece.split('.').length === 5 ? tokenKind(piece) !== null : tokenKind(piece) === 'jws'))

/** What a program writes for a value that is not there, put together with a token. */
const placeholder = String.raw`(?:undefined|null|None|nil|NaN|false)`
const wordBefore = new RegExp(`^${placeholder}(?=e[wy])`)
const wordBehind = new RegExp(`${placeholder}$`)
/** Characters of the last segment: a tag of 128 bits, and signatures of the usual RSA keys. */
const usualEnds = new Set([22, 171, 342, 512, 683])

export function withoutPlaceholders(text: string): string {
  const bare = text.replace(wordBefore, '')
  const end = bare.replace(wordBehind, '')
  return end !== bare && usualEnds.has(end.length - end.lastIndexOf('.') - 1) ? end : bare
}

/** In the order in which they are tried; texts are binary, or as a reader of UTF-8 has them. */
const known: [RegExp, string][] = [
  [/^(?:\xef\xbb\xbf|\ufeff)$/, 'a byte order mark'],
  [
    /^(?:[\u200b-\u200d\u2060]|\xe2\x80[\x8b-\x8d])+$/,
    'a character without width, which copying from a page brings along',
  ],
  [/^\0+$/, 'NUL bytes, as a buffer of fixed size has them'],
  // oxlint-disable-next-line no-control-regex
  [/^([\x01-\x10])\1*$/, 'padding of a block cipher (PKCS #7), which GCM does not need'],
  [/^\xac\xed\0/, "Java's serialization (ObjectOutputStream)"],
  [/^[sS]:\d+:"$|^";$/, "PHP's serialize()"],
  [/^string\(\d+\) "$/, "PHP's var_dump()"],
  [new RegExp(`^${placeholder}$`), 'what a program writes for a value that is not there'],
  [/^\s*<[^]*>$|^\s*<[^]*["']$|^["'][^]*>\s*$/, 'markup'],
  [/^\\[nrt]/, 'an escape that was not undone'],
]

function named(text: string, where: string): string {
  const [, what] = known.find(([form]) => form.test(text)) ?? []
  const word = new RegExp(`^${placeholder}$`).test(text) ? `, ${shown(text)}` : ''
  return `${counted(text.length, 'character')} ${where}${what === undefined ? '' : ` (${what}${word})`}`
}

/** `around`: `2 characters before it and 1 character behind it`. Null: no token, or several of them. */
export function amid(text: string): { token: string; around: string } | null {
  const [token, ...others] = tokensInText(text)
  if (token === undefined || others.length > 0 || token === text) return null
  const at = text.indexOf(token)
  const [before, behind] = [text.slice(0, at), text.slice(at + token.length)]
  const parts = [
    ...(before === '' ? [] : [named(before, 'before it')]),
    ...(behind === '' ? [] : [named(behind, 'behind it')]),
  ]
  return { token, around: listed(parts) }
}

/** Whether a chain explains a text by chance: the token stands in it as it is, with other text around it. */
export const isFarFetched = (chain: Chain): boolean =>
  chain.length > 1 && (chain.some(({ code }) => code === 'line-breaks') || new Set(chain).size === 1)

/** Segments that are joined by something else than dots. Null: they are not. */
export function otherSeparator(text: string): { text: string; separator: string } | null {
  const [, separator] = /^e[wy][\w-]{10,40000}?([^\w.-]{1,3}|%2e)[\w-]/i.exec(text.trim()) ?? []
  if (separator === undefined || /[+/=%]/.test(separator.replace(/%2e/i, ''))) return null
  const segments = text.trim().split(/\s/.test(separator) ? /\s+/ : separator)
  if (segments.length !== 5 && segments.length !== 3) return null
  const joined = segments.join('.')
  return tokenKind(joined) && /^[\w.-]+$/.test(joined) ? { text: joined, separator } : null
}
