/** Which texts are tokens meant for iAdvize, and which are other people's. Pure and linear; raw tokens pass through. */
import { claimPrefix } from '../../mock-iadvize/contract.ts'
import { tooDeepAt } from '../../mock-iadvize/input/nesting.ts'
import { isObject, json } from '../../mock-iadvize/token/json-members.ts'

/** `wrong` as a token may be: one that is meant for iAdvize is found all the same, so that it can be judged. */
export type Recognised = { token: string; meantForIAdvize: boolean }

/** Characters: a signature of RSA-1024 alone has more. */
const minTokenLength = 60
/** Characters of a header; those of certificates (`x5c`) are the longest. */
const maxHeaderLength = 40_000
/** Where one run of characters might begin as a header more often than this, it is no path before a token. */
const maxStarts = 4

const objectIn = (text: string): Record<string, unknown> | null => {
  // What stands so deep is judged all the same; it is only not looked into here.
  if (tooDeepAt(text) >= 0) return {}
  // Most of what begins like a header is none: an exception for each would cost more than all the rest.
  const value = text.trimEnd().endsWith('}') ? json(text) : undefined
  return isObject(value) ? value : null
}
/** Damaged bytes are no obstacle here. */
const decoded = (segment: string | undefined): string => Buffer.from(segment ?? '', 'base64').toString('utf8')

/** Without the scheme: `http://iadvize.com/` is how one of the mistakes begins. */
const claimHost = claimPrefix.slice(claimPrefix.indexOf('//'))

/** Key management to a shared secret, or to another kind of key: how frameworks encrypt their own sessions (RFC 7518 §4.1). */
const isOthers = (alg: string): boolean => !/rsa/i.test(alg) && /^(?:dir|A\d{3}(?:GCM)?KW|PBES2|ECDH|HPKE)/i.test(alg)

const meantForIAdvize = (segments: readonly string[], members: Record<string, unknown>): boolean => {
  if ('enc' in members || segments.length === 5) return typeof members['alg'] !== 'string' || !isOthers(members['alg'])
  const payload = decoded(segments[1])
  // Layers swapped: a JWE that was signed.
  if (objectIn(decoded(payload.split('.', 1)[0]))?.['enc'] !== undefined) return true
  if (tooDeepAt(payload) >= 0) return payload.includes(claimHost)
  return Object.keys(objectIn(payload) ?? {}).some(name => name.includes(claimHost))
}

/** Characters of base64 in either alphabet, and the dots between segments. */
const run = /[\w+/=.-]{60,}/g
/** A header is a JSON object, so its base64 begins with `e`. */
const start = /(?<![\w+-])e[wy](?=[\w+/=-]{8})/g

/** Where in a segment a header may begin: at first, or after the slashes of a path. */
const startsIn = (segment: string): number[] => {
  const all: number[] = []
  for (const { index } of segment.matchAll(start)) {
    all.push(index)
    if (all.length > 2 * maxStarts) all.splice(maxStarts, 1)
  }
  return all
}

/** A slash behind the last segment begins the rest of a path, where no other segment is in standard base64. */
const withoutPath = (segments: readonly string[]): string[] => {
  const last = segments.at(-1) ?? ''
  const others = segments.slice(0, -1)
  return [...others, others.some(one => /[+/]/.test(one)) ? last : (last.split('/', 1)[0] ?? '')]
}

const tokenAt = (segments: readonly string[], at: number, from: number): (Recognised & { length: number }) | null => {
  const header = segments[at]?.slice(from) ?? ''
  if (header.length > maxHeaderLength) return null
  const text = decoded(header)
  const members = objectIn(text)
  if (!members || !(tooDeepAt(text) >= 0 || 'alg' in members || 'enc' in members)) return null
  const own = withoutPath([header, ...segments.slice(at + 1, at + 5)])
  const token = own.join('.')
  return token.length < minTokenLength
    ? null
    : { token, meantForIAdvize: meantForIAdvize(own, members), length: own.length }
}

/** Lines of one long text, as MIME and some encoders break it. */
const brokenLine = /(?<![\w+/=.-])([\w+/=.-]{60,})\r?\n(?=[\w+/=.-])/g
/** Characters of base64 that may hold a token with its surroundings. */
const minEncodedLength = 200

const tokensInRun = (characters: string): Recognised[] => {
  const found: Recognised[] = []
  const segments = characters.split('.')
  for (let at = 0; at + 2 < segments.length;) {
    const hits = startsIn(segments[at] ?? '').map(from => tokenAt(segments, at, from))
    const hit = hits.find(one => one !== null)
    if (hit) found.push({ token: hit.token, meantForIAdvize: hit.meantForIAdvize })
    at += hit?.length ?? 1
  }
  return found
}

/** In base64: the value of a parameter, a cookie, a data: URL. */
const tokensEncodedIn = (characters: string): Recognised[] => {
  if (characters.length < minEncodedLength || characters.includes('.')) return []
  const text = decoded(characters.slice(characters.lastIndexOf('=', characters.length - 3) + 1))
  return text.includes('.') ? runsIn(text).flatMap(tokensInRun) : []
}

const runsIn = (text: string): string[] => [...text.matchAll(run)].map(([characters]) => characters)

/** Every JWS and JWE in a text, in its order: three to five segments; also those that the text holds in base64. */
export const tokensWithin = (text: string): Recognised[] => {
  const joined = text.includes('\n') ? text.replaceAll(brokenLine, '$1') : text
  const found = (each: string): Recognised[] =>
    runsIn(each).flatMap(characters => {
      const plain = tokensInRun(characters)
      return plain.length > 0 ? plain : tokensEncodedIn(characters)
    })
  const asItStands = found(text)
  return asItStands.length > 0 || joined === text ? asItStands : found(joined)
}
