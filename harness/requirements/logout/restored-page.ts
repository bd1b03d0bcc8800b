import { activationsAndRenewals, bringsBack, identityBefore } from '../../recording/activations.ts'
import { isKind, observed, samples, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { signOuts } from '../../recording/site-sessions.ts'
import type { SignOut } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** Chromium's names of what a site itself has done so that a page is not kept. All others are the browser's own affair, and prove nothing. */
const bySite =
  /^(?:CacheControlNoStore|MainResourceHasCacheControlNoStore|JsNetworkRequestReceivedCacheControlNoStore|Unload|WebSocket|WebTransport|WebRTC)/

const isOf = (signOut: SignOut, { browser, context }: { browser: string; context: Seen['context'] }): boolean =>
  browser === signOut.browser && context.index > signOut.closing.context.index && context.index < signOut.end

/** Of a page that came back to life: what the next person finds on it, once it had its turn. */
const restoredFindings = (recording: Recording, signOut: SignOut, restored: Seen<'page-restored'>): Finding[] => {
  const identity = identityBefore(recording, signOut)
  const wasTheirs = activationsAndRenewals(recording).some(
    activation =>
      activation.call.load === restored.load &&
      activation.call.context.index < signOut.step.context.index &&
      bringsBack(activation, identity),
  )
  const look = samples(recording).find(sample => isOf(signOut, sample) && sample.context.index > restored.context.index)
  if (!wasTheirs || !look) return []
  if (look.load !== restored.load) return [met(whereOf(look), 'the page came back to life, and loaded itself anew')]
  const between = observed(recording).filter(
    ({ context }) => context.index > restored.context.index && context.index < look.context.index,
  )
  // It is on its way out: what comes then is not here yet.
  if (between.some(seen => seen.kind === 'page-leave' && seen.load === restored.load)) return []
  const session = look.jwts.some(({ own, state, userId }) => own && state === 'live' && identity.userIds.has(userId))
  const padlock = look.desk?.padlock === true && look.desk.userId !== null && identity.userIds.has(look.desk.userId)
  const endsChat = between.filter(isKind('logout')).some(({ load }) => load === restored.load)
  if (endsChat && !session && !padlock)
    return [met(whereOf(look), 'the page came back to life, and ended the chat of the one who had left')]
  const left = [
    ...(endsChat ? [] : ['the activation with which it was left']),
    ...(session ? ['iAdvize’s session in browser storage'] : []),
    ...(padlock ? ['the padlock on the desk'] : []),
  ]
  return [
    violated(whereOf(restored), {
      code: 'chat-restored',
      expected: 'a page that comes back after the sign-out ends the chat, or loads itself anew',
      received: `back came ${restored.path} as the ${signOut.user} user had left it, with ${left.join(' and ')}`,
    }),
  ]
}

/**
 * SHOULD, and not MUST: only a full Chromium (Chrome, Edge) shows it, so as a MUST one and the same site would conform on a machine
 * without one and fail on another; and no page of iAdvize says what its tag shows in a page that comes back to life, whose session
 * has ended meanwhile. Where no such browser is there it is not observed, which keeps no run from conforming. `--strict` counts it.
 */
export default requirement({
  id: 'logout/restored-page',
  level: 'SHOULD',
  basis: 'practice',
  title: 'a page that the browser brings back to life after a sign-out shows no chat of the one who left',
  because: 'browsers keep pages alive for the back button: the next person at the device presses it and reads the chat',
  source: {
    page: 'OWASP ASVS',
    clause: '4.0.3, V3.3.1: after logout the back button does not resume an authenticated session',
  },
  yourSite: { table: 'sign-out', says: 'leaves no chat in a page that the browser brings back to life (back button)' },
  // Where the chat was never ended, the page has nothing to find out when it comes back.
  needs: ['activation/token-fresh', 'logout/works', 'logout/called', 'logout/finishes', 'logout/stays-out'],
  stimulus:
    'a visitor signs out in a browser with a back/forward cache (Chrome, Chromium, Edge), and somebody goes back',
  judge: recording =>
    signOuts(recording).flatMap((signOut): Finding[] => {
      if (identityBefore(recording, signOut).tokens.size === 0) return []
      const history = observed(recording)
        .filter(isKind('page-restored', 'page-not-restored'))
        .filter(seen => isOf(signOut, seen))
      return history.flatMap(seen => {
        if (seen.kind === 'page-restored') return restoredFindings(recording, signOut, seen)
        // Without a cache it would not have been kept in any case.
        if (seen.because.some(reason => reason.startsWith('BackForwardCacheDisabled'))) return []
        const reasons = seen.because.filter(reason => bySite.test(reason))
        return reasons.length > 0
          ? [met(whereOf(seen), `the browser had not kept the page, for what the site does (${reasons.join(', ')})`)]
          : []
      })
    }),
  remedy: ({ where }) =>
    `when ${where.path ?? 'the page'} comes back to life, look who is signed in: addEventListener('pageshow', event => { if (event.persisted) location.reload() }), or ask the site for its session and call iAdvize.logout() where it has ended. Serve pages of signed-in visitors with Cache-Control: no-store and change the session cookie at sign-out as well: then Chromium does not bring them back`,
})
