/** What a reader must know of how a run saw, beside what it saw. Pure. */
import type { Recording } from '../recording/recording.ts'

/** More than these are counted. */
const mostListed = 6

/** What the site asked of iAdvize, and the mock does not imitate. Nothing of it left this machine. */
export const stoppedRequests = (recordings: readonly Recording[]): string[] => [
  ...new Set(
    recordings.flatMap(({ observations }) =>
      observations.flatMap(seen =>
        seen.kind === 'iadvize-request' && seen.answer === 'stopped'
          ? [`${seen.via === 'websocket' ? 'WebSocket' : seen.method} ${seen.host}${seen.path}`]
          : [],
      ),
    ),
  ),
]

const stopped = (recordings: readonly Recording[]): string[] => {
  const all = stoppedRequests(recordings)
  if (all.length === 0) return []
  const listed = all.slice(0, mostListed).join(', ')
  const more = all.length > mostListed ? ` and ${all.length - mostListed} more` : ''
  return [
    `The site asked iAdvize for what the mock does not imitate. It was stopped on this machine, and nothing left for iAdvize: ${listed}${more}.`,
  ]
}

const onTrust = (recordings: readonly Recording[]): string[] =>
  recordings.some(({ target }) => target.trust)
    ? [
        'Tokens were accepted ON TRUST, because the configuration gives no private key of iAdvize’s (keys.iAdvize). Their outside was judged in full; whether they open, who signed them and whose identity they carry was not seen by anybody. Such a run never conforms.',
      ]
    : []

/** Swapped identities are the worst that can happen, and only whoever knows the right ones can see it. */
export const isIdentityUnknown = (recordings: readonly Recording[]): boolean =>
  recordings.some(({ tokens, target }) => tokens.length > 0 && !target.trust) &&
  recordings.every(({ users }) => users.every(({ userId }) => userId === null))

const identityUnknown = (recordings: readonly Recording[]): string[] =>
  isIdentityUnknown(recordings)
    ? [
        "Whether a token carries the userId of the user who is signed in was NOT judged (activation/identity-is-the-session's), because the configuration does not say which userIds are right: two customers who get each other's would not be noticed. Name users[].userId.",
      ]
    : []

export const notesOf = (recordings: readonly Recording[]): string[] => [
  ...onTrust(recordings),
  ...identityUnknown(recordings),
  ...routed(recordings),
  ...proxied(recordings),
  ...onDevices(recordings),
  ...stopped(recordings),
  ...refusedMessages(recordings),
]

/** What pages sent to the recorder, and that is not in the recordings. That they spoke in another's name is a finding of its own. */
const refusedMessages = (recordings: readonly Recording[]): string[] => {
  const refused = recordings.flatMap(({ observations }) =>
    observations.flatMap(seen => (seen.kind === 'message-refused' ? [seen] : [])),
  )
  const told = (because: 'malformed' | 'too-many', what: string): string[] => {
    const these = refused.filter(seen => seen.because === because)
    const count = these.reduce((sum, seen) => sum + seen.count, 0)
    const paths = [...new Set(these.map(({ path }) => path))]
    const more = paths.length > mostListed ? ` and ${paths.length - mostListed} more` : ''
    return count === 0
      ? []
      : [
          `${what} (${count} in all, on ${paths.slice(0, mostListed).join(', ')}${more}). They are not in the recording.`,
        ]
  }
  return [
    ...told('too-many', 'Pages sent Padlock’s recorder more events of one kind than it keeps of one page'),
    ...told('malformed', 'Pages sent Padlock’s recorder events that it can’t read'),
  ]
}

const proxied = (recordings: readonly Recording[]): string[] => {
  const names = new Set(recordings.flatMap(({ browser }) => (browser.interception === 'proxy' ? [browser.name] : [])))
  return [...names].map(
    name =>
      `A proxy of Padlock’s led requests to iAdvize to the mock in this ${name}: preflights, bodies, beacons and caches are the browser's own. The browser itself accepts every certificate; the sites' were checked by the proxy, against Mozilla's authorities and tls.ca. HTTP/3 goes through no proxy, so none was seen.`,
  )
}

const onDevices = (recordings: readonly Recording[]): string[] => {
  const seen = new Set(
    recordings.flatMap(({ browser }) =>
      browser.device === undefined ? [] : [`${browser.name} took itself for the device ${browser.device}`],
    ),
  )
  return [...seen].map(
    words => `In this run ${words}: its viewport, touch and user agent. The engine stayed the browser's own.`,
  )
}

const routed = (recordings: readonly Recording[]): string[] => {
  const names = new Set(recordings.flatMap(({ browser }) => (browser.interception === 'routing' ? [browser.name] : [])))
  return [...names].map(
    name =>
      `Requests to iAdvize were routed by Playwright, because this ${name} takes no proxy of Padlock's. In this mode some faults can't show: of CORS and preflights, also those of the site's own requests; of the browser's cache, and so of pages that the back button brings back (logout/stays-out); of what a page sends while it is being left (beacons), or from a shared worker. Service workers are off. Certify with a Chromium that Padlock starts to see all of it.`,
  )
}
