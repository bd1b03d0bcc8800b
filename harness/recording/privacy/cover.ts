/** Covers what a site says: only words of code stay, and whatever could name a person becomes `…`. Pure, linear in the text. */
import { codeWords } from './code-words.ts'

export const cover = '…'

/** Characters of a text that are looked at, and of what comes of it. A page may say more, and nobody reads more. */
export const maxRead = 2_000
const maxShown = 300

/** Registered at IANA, as far as they are in use. */
const statuses: ReadonlySet<string> = new Set(
  '200 201 202 204 206 301 302 303 304 307 308 400 401 402 403 404 405 406 407 408 409 410 411 412 413 414 415 417 421 422 423 424 425 426 428 429 431 451 500 501 502 503 504 505 511'.split(
    ' ',
  ),
)

const sizes: ReadonlySet<string> = new Set(['128', '192', '256', '384', '512'])

const token = /[\p{L}\p{M}\p{N}_$]+/gu
/** Parts of an identifier: `getUserID2` → get, User, ID, 2. */
const part = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|[^\p{Lu}\p{Ll}\p{N}]+/gu

/** Whether a whole name is one of code words alone: `access_token`, `getChatToken`, `v2`. */
export const isCodeName = (name: string): boolean =>
  codeWords.has(name.toLowerCase()) ||
  (/^[A-Za-z][A-Za-z0-9_.-]{0,59}$/.test(name) && name.match(part)!.every(isCodePart) && !/\d{3}|^.$/.test(name))

const isCodePart = (piece: string): boolean =>
  /^(?:[_.$-]+|\d{1,2})$/.test(piece) || (piece.length > 1 && codeWords.has(piece.toLowerCase()))

const isLone = (word: string | undefined): boolean => word === undefined || !/^(?:\p{N}+|.)$/u.test(word)

/** Of `greetAda` Ada is covered. Two letters are no word there: they turn up by chance in what is encoded. */
const coveredParts = (name: string): string =>
  (name.match(part) ?? [])
    .map(piece => (/^[_$]+$/.test(piece) || (piece.length > 2 && codeWords.has(piece.toLowerCase())) ? piece : cover))
    .join('')

/** One word of a text; its neighbours say whether a number or a letter stands alone, or is a piece of something spelt out. */
const shownWord = (word: string, before: string | undefined, after: string | undefined): string => {
  if ((word.length > 1 && codeWords.has(word.toLowerCase())) || /^\d{1,6}ms$/.test(word)) return word
  if (/^(?:[A-Za-z$_]|\d|\d{3})$/.test(word)) {
    const isHarmless = word.length === 1 || statuses.has(word)
    return isHarmless && isLone(before) && isLone(after) ? word : cover
  }
  // A number in a name may be one of a person or of a contract.
  return word
    .split(/([_$]+)/)
    .map(name => (codeWords.has(name.toLowerCase()) ? name : coveredParts(name)))
    .join('')
}

/** The words of a function in the configuration: what an error of it repeats of them is no news. */
export const wordsOf = (source: (...args: never[]) => unknown): ((word: string) => boolean) => {
  const words = new Set(String(source).match(token))
  return word => words.has(word)
}

/** Covered words with nothing but joints between them are one. */
const run = /…(?:[-_.:/@+%\\&#;=~$]{0,3}…)+/g

/**
 * The text with every word covered that is no word of code. `length in a shape` stays: `string(712)`. Neither line breaks nor
 * control characters are left.
 */
export const coveredWords = (text: string, isKnown: (word: string) => boolean = () => false): string => {
  const said = text.slice(0, maxRead).normalize('NFC')
  const found = [...said.matchAll(token)]
  let shown = ''
  let at = 0
  found.forEach((match, index) => {
    const [word] = match
    const joint = said.slice(at, match.index)
    shown += joint
    at = match.index + word.length
    const isLength = /^\d{1,5}$/.test(word) && said[at] === ')' && shown.endsWith('string(')
    // RSA-OAEP-256
    const isSize = sizes.has(word) && shown.endsWith('-')
    shown += isLength || isSize || isKnown(word) ? word : shownWord(word, found[index - 1]?.[0], found[index + 1]?.[0])
  })
  // Whatever is neither a letter nor a digit, and not ASCII, could be a script of its own.
  const plain = `${shown}${said.slice(at)}`.replaceAll(/[^\x20-\x7e\p{L}…«»‘’“”–]/gu, ' ').replaceAll(/ {2,}/g, ' ')
  return bounded(plain.replaceAll(run, cover).trim())
}

export const bounded = (text: string): string => (text.length > maxShown ? `${text.slice(0, maxShown - 1)}…` : text)
