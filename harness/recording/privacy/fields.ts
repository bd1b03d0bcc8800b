/**
 * What each text of an observation is, and so how much of it may be written. A new one does not compile until it stands here;
 * texts of a fixed choice need nothing.
 */
import type { Observation, ObservationOf } from '../recording.ts'

/**
 * `ours`: made of words of Padlock's own and of its configuration · `sentence`: so is this, with addresses and words of the site in
 * it, which are covered already or told apart by their slashes · `words`: said by the site, only words of code stay · `path` ·
 * `host` · `origin` · `address`: a URL, a path, or a word · `name`: of a header, a parameter, a cookie, a key · `pointer`: JSON
 * pointer · `directives`: value of Cache-Control, Vary and their like · `site-id`
 */
export type Treatment =
  'ours' | 'sentence' | 'words' | 'path' | 'host' | 'origin' | 'address' | 'name' | 'pointer' | 'directives' | 'site-id'

/** `headers.vary`, `jwts.key`: where an object has a text that may be anything. Items of a list have no place of their own. */
type TextIn<T, At extends string> = T extends string
  ? string extends T
    ? At
    : never
  : T extends readonly (infer Item)[]
    ? TextIn<Item, At>
    : T extends object
      ? TextsOf<T, `${At}.`>
      : never
type TextsOf<T, Before extends string = ''> = T extends unknown
  ? { [Key in keyof T & string]-?: TextIn<T[Key], `${Before}${Key}`> }[keyof T & string]
  : never

/** The same in every observation that has it. `token`: a short name. */
export const everywhere = { browser: 'ours', tab: 'ours', load: 'ours', path: 'path', token: 'ours' } as const

type Fields = {
  [Kind in Observation['kind']]: Record<
    Exclude<TextsOf<ObservationOf<Kind>>, keyof typeof everywhere | undefined>,
    Treatment
  >
}

export const fields: Fields = {
  step: { name: 'sentence' },
  'page-load': { origin: 'origin' },
  'screen-change': { from: 'path' },
  'tag-element': { host: 'host', insertedBy: 'address' },
  'tag-request-failed': { host: 'host', error: 'ours' },
  'tag-run': { sid: 'site-id', run: 'ours' },
  activate: {},
  'provider-call': {},
  'provider-answer': { shape: 'words', variant: 'words' },
  exchange: {},
  'activate-result': { reason: 'words' },
  'session-renewal': {},
  logout: {},
  'logout-result': {},
  'logout-received': {},
  navigate: { screen: 'address' },
  'ext-id': { spelling: 'name' },
  'interface-overwritten': {},
  'message-refused': {},
  'tag-served': {},
  'exchange-answered': { run: 'ours' },
  'page-leave': {},
  'page-restored': {},
  'page-not-restored': { because: 'ours' },
  'credentials-entered': {},
  'page-error': { message: 'words' },
  'policy-violation': { directive: 'words', blocked: 'address' },
  attempt: { because: 'sentence' },
  sample: {
    user: 'ours',
    'jwts.key': 'ours',
    'jwts.userId': 'ours',
    'desk.reason': 'ours',
    'desk.userId': 'ours',
    extId: 'name',
  },
  unresponsive: {},
  'timed-out': { because: 'sentence' },
  'provider-found': {
    method: 'name',
    origin: 'origin',
    parameters: 'name',
    'carrier.pointer': 'pointer',
    'carrier.name': 'name',
    'headers.cacheControl': 'directives',
    'headers.vary': 'directives',
    'headers.allowOrigin': 'origin',
    'headers.allowCredentials': 'directives',
  },
  'token-source': {
    'source.method': 'name',
    'source.responsePath': 'path',
    'source.cacheControl': 'directives',
    'source.hitBy': 'name',
  },
  'data-request': {
    method: 'name',
    origin: 'origin',
    requestPath: 'path',
    'outcome.redirectedTo': 'path',
    'outcome.error': 'ours',
    'outcome.pointer': 'pointer',
  },
  'fault-hit': { name: 'ours' },
  'provider-probe': { variation: 'words', user: 'ours' },
  'keys-searched': { 'found.path': 'path' },
  'token-leak': { to: 'address' },
  picture: { jpeg: 'ours' },
  'clock-jump': {},
  fault: { name: 'ours' },
  'iadvize-request': { host: 'host', method: 'name' },
  skipped: { what: 'sentence', because: 'sentence', concerns: 'ours' },
}
