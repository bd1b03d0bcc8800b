import { agreement } from '../../recording/agreement.ts'
import { isDisturbed, isKind, observed, samples, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import type { Recording, Sample } from '../../recording/recording.ts'
import { signOuts } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance } from '../token-check.ts'

const diagnosis = ({ desk, extId, jwts }: Sample): string => {
  const copy = jwts.every(({ own }) => !own) && jwts.length > 0 ? " (a copy under a key that is not the tag's)" : ''
  const reason = desk?.reason ?? 'the visitor never arrived'
  const onPage = extId === null || desk?.extId ? '' : `; ${extId} is set in the page`
  return `a JWT is in local storage${copy}, and the desk shows no padlock: ${reason}${onPage}`
}

/** A tag that waits for consent keeps the JWT in memory until then (CONSENT): none in storage is as it should be. */
const waitsForConsent = (recording: Recording, { browser, tab, consented, context }: Seen<'sample'>): boolean =>
  !consented &&
  observed(recording)
    .filter(isKind('tag-run'))
    .findLast(run => run.browser === browser && run.tab === tab && run.context.index < context.index)?.consent ===
    'explicit'

/**
 * Without the looks at pages on which every activation came to nothing, and at which JWT and padlock go together all the same: both are
 * there by an earlier page, or neither by none.
 */
const withoutIdleLooks = (recording: Recording): Recording => {
  const admitted = new Map<string, boolean>()
  const observations = recording.observations.filter(seen => {
    if (seen.kind === 'activate-result')
      admitted.set(seen.load, admitted.get(seen.load) === true || seen.status === 'authentication-success')
    return !(seen.kind === 'sample' && admitted.get(seen.load) === false && agreement(seen).agrees)
  })
  return { ...recording, observations }
}

export default requirement({
  id: 'padlock/agrees-with-jwt',
  level: 'MUST',
  basis: 'doc',
  title: 'at every moment a JWT in local storage and a padlock on the desk go together, for the same user',
  because:
    'where they part, the site believes that the customer is verified and the agent knows nothing of it, or the other way round',
  source: {
    page: 'BE-FAQ',
    clause: "a JWT is in the local storage, but I don't have a padlock on the desk of the agent",
  },
  yourSite: { table: 'desk', says: 'it is there when, and only when, a JWT lies in local storage, for the same user' },
  // What a sign-out has left behind disagrees with whatever it did not leave.
  needs: ['activation/every-page', 'padlock/after-expiry', 'logout/jwt-removed', 'logout/padlock-removed'],
  after: [...authenticationCalls, ...tokenAcceptance],
  live: withoutIdleLooks,
  stimulus: 'a visitor has a JWT in local storage, or a padlock on the desk',
  codes: ['ext-id-hides-padlock', 'jwt-without-padlock', 'padlock-without-jwt', 'different-users'],
  judge: recording => {
    // Neither one nor the other proves something only after there has been something to remove.
    const been = new Set<string>()
    // iAdvize could not be told of such a sign-out: it goes on showing what the browser has forgotten.
    const untold = signOuts(recording).filter(({ disturbed }) => disturbed)
    const isAfterUntold = ({ browser, context }: Seen<'sample'>): boolean =>
      untold.some(
        signOut =>
          signOut.browser === browser && context.index > signOut.step.context.index && context.index < signOut.end,
      )
    return samples(recording).flatMap((sample): Finding[] => {
      const state = agreement(sample)
      const before = been.has(sample.browser)
      if (!state.agrees || state.both) been.add(sample.browser)
      if (isDisturbed(sample) || isAfterUntold(sample)) return []
      if (!state.agrees && state.code === 'padlock-without-jwt' && waitsForConsent(recording, sample)) return []
      const where = whereOf(sample)
      if (state.agrees) {
        if (state.both) return [met(where, 'JWT and padlock, for the same user')]
        return before ? [met(where, 'neither JWT nor padlock any more')] : []
      }
      const received = {
        'jwt-without-padlock': diagnosis(sample),
        'padlock-without-jwt': 'the desk shows a padlock, and there is no JWT in local storage',
        'different-users': 'the JWT in local storage is that of another user than the padlock on the desk',
      }[state.code]
      const code = state.code === 'jwt-without-padlock' && sample.desk?.extId ? 'ext-id-hides-padlock' : state.code
      const behind = code === 'ext-id-hides-padlock' ? ['page/witnesses-agree', 'ext-id/absent'] : []
      return [violated(where, { code, expected: 'both or neither, for the same user', received, behind })]
    })
  },
  remedy: ({ code, where }) => {
    const page = where.path ?? 'this page'
    if (code === 'ext-id-hides-padlock')
      return `remove extID from window.idzCustomData on ${page}, and wherever else a signed-in visitor passes: it takes the padlock away`
    if (code === 'padlock-without-jwt')
      return `leave the tag's entry in local storage alone (${page}): only iAdvize.logout() may remove it`
    if (code === 'different-users')
      return `let no JWT of an earlier user stay in the browser (${page}): call iAdvize.logout() at sign-out, and copy the JWT nowhere`
    return `look at what ${page} keeps in local storage: a JWT may lie there only under the tag's own key and only while iAdvize's session lives; remove any copy of the site's own`
  },
})
