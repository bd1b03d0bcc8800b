import { activations } from '../../recording/activations.ts'
import { isDisturbed, isKind, observed, samples, whereOf } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { logoutReceived, signOuts } from '../../recording/site-sessions.ts'
import type { SignOut } from '../../recording/site-sessions.ts'
import { howToHoldBack } from '../held-back.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'
import type { Where } from '../../recording/observed.ts'

const calledDuring = (recording: Recording, { browser, step, closing }: SignOut) =>
  observed(recording)
    .filter(isKind('logout'))
    .find(
      ({ browser: of, context }) =>
        of === browser && context.index > step.context.index && context.index < closing.context.index,
    )

/** Whether iAdvize knew the person who signs out: otherwise there was nothing to log out of. */
const wasAuthenticated = (recording: Recording, { browser, user, step }: SignOut): boolean =>
  activations(recording).some(
    ({ call, user: of, answer, result }) =>
      call.browser === browser &&
      of === user &&
      call.context.index < step.context.index &&
      answer?.answer === 'secured' &&
      result?.status === 'authentication-success',
  ) ||
  samples(recording).some(
    ({ browser: of, context, user: who, jwts }) =>
      of === browser && who === user && context.index < step.context.index && jwts.some(({ own }) => own),
  )

/** The page on which the visitor set out to sign out: another tab may have been looked at last. */
const whereLeft = (recording: Recording, { browser, step, closing: { tab } }: SignOut): Where => {
  const page = observed(recording)
    .slice(0, step.context.index)
    .findLast(seen => 'load' in seen && seen.browser === browser && seen.tab === tab)
  return { ...whereOf(step), tab, ...(page && 'path' in page && { path: page.path }), step: step.name }
}

const callFirst = (page: string): string =>
  `where ${page} signs the visitor out, call «await iAdvize.logout()» first, and only then leave the page`

export default requirement({
  id: 'logout/called',
  level: 'MUST',
  basis: 'doc',
  title: 'signing out of the site calls iAdvize.logout',
  because: 'without it the next person at this device goes on in the conversation of the one who left',
  source: {
    page: 'FE-LOGOUT',
    clause:
      'its title, "How to logout?"; of the page itself there is no public copy. SDK-REF says that logout removes an identity',
  },
  yourSite: { table: 'sign-out', says: "calls `iAdvize.logout()` before the site's own sign-out" },
  after: [
    'logout/works',
    'tag/present',
    'activation/every-page',
    'activation/option-valid',
    'activation/secured-when-signed-in',
  ],
  stimulus: 'a visitor who is authenticated with iAdvize signs out of the site',
  judge: recording =>
    signOuts(recording).flatMap((signOut): Finding[] => {
      const call = calledDuring(recording, signOut)
      if (call) return [met(whereOf(call), 'iAdvize.logout was called')]
      // On its way out the page can tell nobody: iAdvize has seen it.
      if (logoutReceived(recording, signOut))
        return [met(whereOf(signOut.step), 'iAdvize was asked to log the visitor out')]
      if (isDisturbed(signOut.closing) || isDisturbed(signOut.before)) return []
      if (!wasAuthenticated(recording, signOut)) return []
      const how = howToHoldBack(recording, signOut.step)
      return [
        violated(whereLeft(recording, signOut), {
          code: 'logout-not-called',
          expected: 'a call of iAdvize.logout on the page where the visitor signs out',
          received: `none until ${signOut.closing.path} showed that nobody was signed in any more`,
          ...(how !== null && { cure: `${callFirst(signOut.before.path)}. ${how}` }),
        }),
      ]
    }),
  remedy: ({ where }) => callFirst(where.path ?? 'the page'),
})
