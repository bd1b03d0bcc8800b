/** Paths, hosts and addresses as they may be written. What is not known to be harmless becomes `:segment` or `_label`. Pure. */
import { iadvizeDomain } from '../../../mock-iadvize/contract.ts'
import { coveredWords, isCodeName } from './cover.ts'

export type Naming = {
  /** whether the configuration, or a link that the run followed, has it */
  isKnown: (segment: string) => boolean
  isSecret: (segment: string) => boolean
  /** what stands in its place */
  called: (segment: string) => string
}

/** Nobody's: every segment that is no word of code is called the same. */
export const unnamed: Naming = { isKnown: () => false, isSecret: () => false, called: () => ':segment' }

const ending = /\.(?:m?js|css|html?|json|php|aspx?|jsp|do|xml|svg|png|jpe?g|gif|ico|woff2?|map)$/i
const isVersion = (segment: string): boolean => /^v\d{1,2}(?:\.\d)?$/.test(segment)
/** Its own name for a covered segment: what was covered once stays as it is. */
const covered = /^:segment(?:-\d+)?(?:\.\w{1,5})?$/

const segmentOf = (segment: string, { isKnown, isSecret, called }: Naming): string => {
  if (segment === '' || covered.test(segment)) return segment
  const [end = ''] = ending.exec(segment) ?? []
  const name = segment.slice(0, segment.length - end.length)
  if (isSecret(segment)) return called(name) + end
  return isKnown(segment) || isCodeName(name) || isVersion(name) ? segment : called(name) + end
}

/** Without query, fragment and parameters. What of it may be written, the recorder knows. */
export const barePath = (path: string): string => path.split(/[?#;]/)[0]!

/** As it is the same in every run: numbers of segments are a run's own. */
export const unnumbered = <Path extends string | undefined>(path: Path): Path =>
  path?.replaceAll(/:segment-\d+/g, ':segment') as Path

/** A page can have a path of any length; nobody reads more. */
const maxSegments = 12
const maxPath = 2_000

/** No query, no fragment, no parameters, and no segment that could name a person or hold a token. */
export const coveredPath = (path: string, naming: Naming = unnamed): string => {
  const segments = barePath(path.slice(0, maxPath)).split('/')
  const letters = segments.filter(segment => /^[a-z]$/i.test(segment))
  // One letter alone says nothing; several may spell a name.
  const isLetter = (segment: string): boolean => letters.length === 1 && segment === letters[0]
  const shown = segments
    .slice(0, maxSegments)
    .map(segment => (isLetter(segment) ? segment : segmentOf(segment, naming)))
  return shown.join('/') + (segments.length > maxSegments ? '/…' : '')
}

/** Labels below iAdvize's domain that are public (contract.ts, SDK-REF), besides the platforms. */
const iAdvizeLabels: ReadonlySet<string> = new Set(['halc', 'lc', 'api', 'static', 'livechat', 'test', 'www', 'docs'])
const isAddress = (host: string): boolean => /^[\d.]+$|^\[[\da-f:.]+\]$|^localhost$/i.test(host)
/** `co.uk`, `com.au`: a domain has three labels there. */
const second = /^(?:co|com|org|net|gov|ac|edu)$/

/** The domain as it is, for whoever runs it is public; each label below it only when it is a word of code. */
const coveredName = (name: string, isSecret: (label: string) => boolean): string => {
  if (isAddress(name)) return name
  const labels = name.split('.')
  const isIAdvize = name === iadvizeDomain || name.endsWith(`.${iadvizeDomain}`)
  const kept = isIAdvize ? 2 : second.test(labels.at(-2) ?? '') ? 3 : 2
  const shown = labels.map((label, index) => {
    if (isSecret(label)) return '_label'
    if (index >= labels.length - kept) return label
    return (isIAdvize ? iAdvizeLabels.has(label) : isCodeName(label)) ? label : '_label'
  })
  return shown.slice(-6).join('.')
}

/** A JSON pointer (RFC 6901): names as words, places in a list as they are. */
export const coveredPointer = (pointer: string, words: (name: string) => string = name => coveredWords(name)): string =>
  pointer
    .slice(0, maxPath)
    .split(/(\/|~[01])/)
    .map(name => (/^\d{1,3}$|^~[01]$|^\/?$/.test(name) ? name : words(name)))
    .join('')

export type Hosts = { isKnown: (host: string) => boolean; isSecret: (label: string) => boolean }
const nobodys: Hosts = { isKnown: () => false, isSecret: () => false }

/** `www.example.com:8080` */
export const coveredHost = (host: string, { isKnown, isSecret }: Hosts = nobodys): string => {
  if (isKnown(host)) return host
  const [, name = '', port = ''] = /^(.*?)((?::\d{1,5})?)$/.exec(host.slice(0, 300)) ?? []
  return isKnown(name) ? host : coveredName(name.toLowerCase(), isSecret) + port
}

/** Scheme, host and path; of a `data:` or `blob:` address the scheme alone. What is no address is covered as words are. */
export const coveredAddress = (address: string, naming: Naming = unnamed, hosts: Hosts = nobodys): string => {
  const text = address.slice(0, maxPath)
  if (text.startsWith('/')) return coveredPath(text, naming)
  const [, scheme, host, path = ''] = /^(https?|wss?):\/\/(?:[^/?#]*@)?([^/?#]*)(.*)$/is.exec(text) ?? []
  if (scheme !== undefined && host !== undefined)
    return `${scheme.toLowerCase()}://${coveredHost(host, hosts)}${coveredPath(path, naming)}`
  const [other] = /^(?:data|blob|about|filesystem|chrome-extension|moz-extension|safari-extension):?/i.exec(text) ?? []
  return other === undefined ? coveredWords(text) : other.toLowerCase()
}
