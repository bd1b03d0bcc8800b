/**
 * The secrets of a run, found in a text in whatever form it holds them: as they are, in any case, without accents, reversed, in
 * hex, in base64 at any place of a longer text, and escaped for URLs, JSON and HTML, once or twice. One pass over the text for each
 * of three readings of it; where findings overlap, they are covered together.
 */

import { isCodeName } from './cover.ts'

type Range = { from: number; to: number }
/** `alone`: too short to be looked for inside of words. */
type Form = { text: string; alone: boolean }

export type Secrets = {
  add(...values: readonly string[]): void
  /** the parts of the text that hold a secret, in order, apart from each other. `but`: secrets that are left alone */
  rangesIn(text: string, but?: (secret: string) => boolean): Range[]
  /** how many characters the longest form has */
  longest(): number
}

/** Characters. What is shorter says too little, and stands in every second text. */
const shortestSecret = 3
/** Characters of a secret that is looked for inside of words, and of an encoded form. */
const shortestInside = 5
const shortestEncoded = 6
/** Characters of a form by which it is looked up. */
const begin = 3
/** Longer secrets are tokens and keys: nobody spells them backwards. */
const longestEncoded = 300

/** Of the same length as the text, so that places stay what they are. */
const lower = (text: string): string => {
  const all = text.toLowerCase()
  if (all.length === text.length) return all
  return Array.from({ length: text.length }, (_, index) => {
    const one = text[index]!.toLowerCase()
    return one.length === 1 ? one : text[index]!
  }).join('')
}

const withoutAccents = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '')

/** What of the bytes stands in base64, wherever they begin: characters that other bytes have a part in are left out. */
const base64Of = (bytes: Buffer): string[] =>
  [0, 1, 2].map(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url')
    const first = Math.ceil((offset * 8) / 6)
    return encoded.slice(first, Math.floor(((offset + bytes.length) * 8) / 6))
  })

const formsOf = (secret: string): Form[] => {
  const plain = new Set([secret, secret.normalize('NFC'), secret.normalize('NFD'), withoutAccents(secret)])
  if (/[\s._-]/.test(secret) && secret.length < longestEncoded)
    // `Ada Lovelace` as a path or a name in code has it: ada-lovelace, ada_lovelace, adalovelace.
    for (const joint of ['-', '_', '.', '+', '']) plain.add(withoutAccents(secret).replaceAll(/[\s._-]+/g, joint))
  const alone = secret.length < shortestInside
  const forms: Form[] = [...plain].map(text => ({ text: lower(text), alone }))
  if (secret.length > longestEncoded) return forms
  for (const text of plain) {
    const reversed = [...text].toReversed().join('')
    forms.push({ text: lower(reversed), alone })
    for (const cased of new Set([text, text.toUpperCase(), text.toLowerCase(), reversed])) {
      const bytes = Buffer.from(cased)
      const encoded = [bytes.toString('hex'), ...base64Of(bytes)].flatMap(one => [
        one,
        one.replaceAll('-', '+').replaceAll('_', '/'),
      ])
      forms.push(
        ...encoded.filter(one => one.length >= shortestEncoded).map(one => ({ text: lower(one), alone: false })),
      )
    }
  }
  return forms
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const escape =
  /((?:%[0-9a-f]{2})+)|\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#(\d{1,7});|&(amp|lt|gt|quot|apos|nbsp);|\\(["'\\/])|(\+)/gi

/** A text as it reads without its escapes, and for each of its characters where it stood. */
type Reading = { text: string; from: number[]; to: number[] }
const asItIs = (text: string): Reading => ({
  text,
  from: Array.from({ length: text.length }, (_, index) => index),
  to: [],
})

const point = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : ' ')

const unescapedOnce = ({ text, from, to }: Reading): Reading | null => {
  const starts: number[] = []
  const ends: number[] = []
  let plain = ''
  let at = 0
  const startOf = (index: number): number => from[index] ?? 0
  const endOf = (index: number): number => to[index] ?? startOf(index) + 1
  const take = (until: number): void => {
    for (; at < until; at++) {
      plain += text[at]
      starts.push(startOf(at))
      ends.push(endOf(at))
    }
  }
  for (const match of text.matchAll(escape)) {
    const [all, percent, unicode, hex, hexEntity, entity, name, quoted, plus] = match
    take(match.index)
    const digits = unicode ?? hex ?? hexEntity
    const meant =
      percent !== undefined
        ? Buffer.from(percent.replaceAll('%', ''), 'hex').toString('utf8')
        : digits !== undefined
          ? point(Number.parseInt(digits, 16))
          : entity !== undefined
            ? point(Number(entity))
            : plus !== undefined
              ? ' '
              : (entities[name?.toLowerCase() ?? ''] ?? quoted ?? '')
    for (let index = 0; index < meant.length; index++) {
      plain += meant[index]
      starts.push(startOf(match.index))
      ends.push(endOf(match.index + all.length - 1))
    }
    at = match.index + all.length
  }
  if (at === 0) return null
  take(text.length)
  return { text: plain, from: starts, to: ends }
}

const isWordPart = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char)

/** A name or an address, and each of its words that is more than a word of code. Of an e-mail address, those before the @. */
export const personal = (value: string): string[] => [
  value,
  ...(value.split('@')[0] ?? '')
    .split(/[\s._+,;:/-]+/)
    .filter(piece => piece.length >= shortestSecret && /\p{L}/u.test(piece) && !isCodeName(piece)),
]

export const createSecrets = (): Secrets => {
  const known = new Map<string, string[]>()
  /** by the first characters of the form */
  const byBegin = new Map<string, (Form & { of: string })[]>()
  let longest = 0

  const add = (secret: string): void => {
    const value = secret.trim()
    if (value.length < shortestSecret || known.has(value)) return
    known.set(value, [])
    const texts = new Set<string>()
    for (const form of formsOf(value)) {
      if (form.text.length < begin || texts.has(form.text)) continue
      texts.add(form.text)
      // Escapes may make six characters, twice, of one.
      longest = Math.max(longest, Math.min(form.text.length, 2_000) * 6)
      const key = form.text.slice(0, begin)
      const list = byBegin.get(key) ?? []
      list.push({ ...form, of: value })
      byBegin.set(key, list)
    }
  }

  const found = (reading: Reading, but: (secret: string) => boolean): Range[] => {
    const ranges: Range[] = []
    const text = lower(reading.text)
    for (let at = 0; at + begin <= text.length; at++) {
      let end = 0
      for (const form of byBegin.get(text.slice(at, at + begin)) ?? []) {
        const until = at + form.text.length
        if (until <= end || !text.startsWith(form.text, at) || but(form.of)) continue
        if (form.alone && (isWordPart(text[at - 1]) || isWordPart(text[until]))) continue
        end = until
      }
      if (end > 0) {
        const last = end - 1
        const to = reading.to[last] ?? (reading.from[last] ?? last) + 1
        ranges.push({ from: reading.from[at] ?? at, to })
      }
    }
    return ranges
  }

  return {
    add: (...values) => values.forEach(add),
    longest: () => longest,
    rangesIn: (text, but = () => false) => {
      if (byBegin.size === 0) return []
      const ranges: Range[] = []
      let reading: Reading | null = asItIs(text)
      for (let depth = 0; reading && depth < 3; depth++) {
        ranges.push(...found(reading, but))
        reading = unescapedOnce(reading)
      }
      const merged: Range[] = []
      for (const { from, to } of ranges.sort((one, other) => one.from - other.from)) {
        const last = merged.at(-1)
        if (last && from <= last.to) last.to = Math.max(last.to, to)
        else merged.push({ from, to })
      }
      return merged
    },
  }
}
