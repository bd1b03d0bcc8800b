/**
 * What of a site may be written. The rule: nothing that a site says, unless it is known to be harmless; and no secret in any form,
 * wherever it stands. Raw text stays in memory until the recording is made, when all secrets of the journey are known.
 */
import { createHmac } from 'node:crypto'
import type { Observation, Token } from '../recording.ts'
import { coveredAddress, coveredHost, coveredPath, coveredPointer } from './addresses.ts'
import type { Hosts, Naming } from './addresses.ts'
import { bounded, coveredWords, isCodeName, maxRead } from './cover.ts'
import { everywhere, fields } from './fields.ts'
import type { Treatment } from './fields.ts'
import { createSecrets, personal } from './secrets.ts'

export type PrivacyOptions = {
  /** unique to the run, so that one segment has one number in all its journeys; never written */
  salt: string
  /** of the site under test */
  origin: string
  sid: string
}

export type Privacy = {
  /** passwords, tokens, cookies */
  keepSecret(...values: readonly string[]): void
  /** user names, userIds, visitorData: their words are secret as well */
  keepPersonal(...values: readonly string[]): void
  /** a path of the configuration, or one that the run has been led to by a link */
  knowPath(...paths: readonly string[]): void
  knowHost(...hosts: readonly string[]): void
  path(path: string): string
  /** a sentence of ours: addresses and secrets in it are covered */
  sentence(text: string): string
  observation(seen: Observation): Observation
  token(token: Token): Token
}

/** A header in base64url begins with `{"`: host names have dots too, and must stay readable. */
const tokenLike = /(?<![\w-])eyJ[\w-]+(?:\.[\w-]*){1,4}/g
const emailLike = /(?<![^\s"'<>(),;:])[^\s@"'<>(),;:]{1,100}@[^\s@"'<>(),;:]{1,100}/g
const longOpaque = /[\w+/=-]{32,}/g
/** An address, or a path behind a space or a bracket. */
const addressLike = /(?<![\w/])(?:(?:https?|wss?):\/\/|\/)[^\s"'<>«»]+/g
/** What is called as a word of code is, is covered where the site says it, and left alone where we do. */
const isPlainWord = (secret: string): boolean => /^[a-z]+$/i.test(secret) && isCodeName(secret)
const punctuation = /[.,:;)\]’”]+$/

/** A hostile page may have one for each observation. */
const mostPaths = 1_000

export const createPrivacy = ({ salt, origin, sid }: PrivacyOptions): Privacy => {
  const secrets = createSecrets()
  const known = new Set<string>()
  const numbers = new Map<number, string>()

  const holdsSecret = (text: string, but?: (secret: string) => boolean): boolean =>
    secrets.rangesIn(text, but).length > 0
  /** Most observations have one of a few paths. Forgotten with each new secret, and each path that may be written. */
  const paths = new Map<string, string>()
  const path = (text: string): string => {
    const before = paths.get(text)
    if (before !== undefined) return before
    if (paths.size >= mostPaths) paths.clear()
    const covered = coveredPath(text, naming)
    paths.set(text, covered)
    return covered
  }
  const naming: Naming = {
    isKnown: segment => known.has(segment),
    // Who is called as a page is called gives nothing away by it.
    isSecret: segment => holdsSecret(segment, secret => known.has(segment) && isPlainWord(secret)),
    called: segment => {
      const digest = createHmac('sha256', salt).update(`segment ${segment}`).digest()
      let number = digest.readUInt32BE()
      while ((numbers.get((number % 9_000) + 1_000) ?? segment) !== segment) number += 1
      numbers.set((number % 9_000) + 1_000, segment)
      return `:segment-${(number % 9_000) + 1_000}`
    },
  }
  const own = new URL(origin)
  const knownHosts = new Set([own.host, own.hostname])
  const hosts: Hosts = {
    isKnown: host => knownHosts.has(host),
    isSecret: label => holdsSecret(label),
  }
  const address = (text: string): string => coveredAddress(text, naming, hosts)

  const withoutSecrets = (text: string, but?: (secret: string) => boolean): string => {
    // A secret that begins before the end of what is read is found as a whole.
    const ranges = secrets.rangesIn(text.slice(0, maxRead + secrets.longest()), but)
    const read = text.slice(0, maxRead)
    let safe = ''
    let at = 0
    for (const { from, to } of ranges) {
      if (from >= read.length) break
      safe += `${read.slice(at, from)}[secret]`
      at = to
    }
    return safe + read.slice(at)
  }
  const sentence = (text: string): string => {
    const addressed = withoutSecrets(text, isPlainWord).replaceAll(addressLike, found => {
      const [end = ''] = punctuation.exec(found) ?? []
      return address(found.slice(0, found.length - end.length)) + end
    })
    const plain = addressed.replaceAll(tokenLike, '[token]').replaceAll(emailLike, '[e-mail]')
    return bounded(plain.replaceAll(longOpaque, found => (found.includes(':segment') ? found : '[opaque]')))
  }
  const words = (text: string): string =>
    coveredWords(withoutSecrets(text).replaceAll(tokenLike, '[token]'), word => word === 'secret')
  const originOf = (text: string): string =>
    text
      .split(/,\s*/)
      .slice(0, 5)
      .map(one => (one === origin || one === '*' || one === 'null' ? one : address(one)))
      .join(', ')

  const treatments: Record<Treatment, (text: string) => string> = {
    ours: text => text,
    sentence,
    words,
    path,
    host: text => coveredHost(text, hosts),
    origin: originOf,
    address: text => (/^\/|^\w{1,20}:/.test(text) ? address(text) : words(text)),
    name: words,
    pointer: text => coveredPointer(text, words),
    directives: text => text.split(/,\s*/).map(directive).join(', '),
    'site-id': text => (text === sid || /^\d{1,8}$/.test(text) ? text : words(text)),
  }
  /** `max-age=31536000` says how long, and nothing of a person. */
  const directive = (text: string): string =>
    /^[a-z-]{1,30}=\d{1,8}$/i.test(text) ? text : text === '*' ? text : words(text)

  const treated = (value: unknown, at: readonly string[], treatment: Treatment): unknown => {
    if (typeof value === 'string')
      return treatment === 'ours' ? value : treatments[treatment](value.slice(0, maxRead + secrets.longest()))
    if (Array.isArray(value)) return value.map(item => treated(item, at, treatment))
    if (typeof value !== 'object' || value === null) return value
    const [member, ...deeper] = at
    if (member === undefined || !Object.hasOwn(value, member)) return value
    return { ...value, [member]: treated((value as Record<string, unknown>)[member], deeper, treatment) }
  }

  /** Values of a site in a sentence of ours stand in guillemets (mock-iadvize/token/shown.ts). */
  const quoted = (text: string): string =>
    text.replaceAll(/«([^«»]*)»/g, (_all, inner: string) => `«${treatments.address(inner)}»`)
  const header = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'string') return treatments.address(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > 2) return '…'
    if (Array.isArray(value)) return value.slice(0, 20).map(item => header(item, depth + 1))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [words(name), isCodeName(name) ? header(inner, depth + 1) : '…']),
    )
  }

  return {
    keepSecret: (...values) => {
      secrets.add(...values)
      paths.clear()
    },
    keepPersonal: (...values) => {
      secrets.add(...values.flatMap(personal))
      paths.clear()
    },
    knowPath: (...ways) => {
      for (const way of ways) for (const segment of way.split(/[?#;]/)[0]!.split('/')) known.add(segment)
      paths.clear()
    },
    knowHost: (...names) => names.forEach(name => knownHosts.add(name)),
    path: treatments.path,
    sentence,
    observation: seen =>
      Object.entries({ ...everywhere, ...fields[seen.kind] } as Record<string, Treatment>).reduce(
        (safe, [at, treatment]) => treated(safe, at.split('.'), treatment) as Observation,
        seen,
      ),
    token: ({ findings, facts, ...token }) => ({
      ...token,
      findings: findings.map(({ expected, received, cure, ...finding }) => ({
        ...finding,
        expected: withoutSecrets(expected, isPlainWord),
        received: quoted(withoutSecrets(received, isPlainWord)),
        cure: withoutSecrets(cure, isPlainWord),
      })),
      facts: {
        ...facts,
        outerHeader: facts.outerHeader && (header(facts.outerHeader) as typeof facts.outerHeader),
        innerHeader: facts.innerHeader && (header(facts.innerHeader) as typeof facts.innerHeader),
        claimNames: facts.claimNames && facts.claimNames.map(treatments.address),
        issuer: facts.issuer === null ? null : treatments.address(facts.issuer),
        visitorData:
          facts.visitorData &&
          Object.fromEntries(Object.entries(facts.visitorData).map(([name, length]) => [words(name), length])),
      },
    }),
  }
}
