import { activations } from '../../recording/activations.ts'
import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { siteSessions } from '../../recording/site-sessions.ts'
import type { SiteSession } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

type SignInInPlace = { session: SiteSession; entered: Seen<'credentials-entered'> }

/** Sign-ins after which the document still stands in which the form was filled. */
const signInsInPlace = (recording: Recording): SignInInPlace[] =>
  siteSessions(recording).flatMap(session => {
    const [first] = session.samples
    const entered = observed(recording)
      .filter(isKind('credentials-entered'))
      .findLast(
        ({ browser, context }) =>
          browser === session.browser &&
          context.index > session.signIn.context.index &&
          context.index < first.context.index,
      )
    return entered?.load === first.load && !isDisturbed(first) ? [{ session, entered }] : []
  })

export default requirement({
  id: 'activation/upgrades-in-place',
  level: 'MUST',
  basis: 'doc',
  title: 'a sign-in without page load upgrades the anonymous visitor to a secured one, with no logout between',
  because: 'the customer has signed in, and goes on as a stranger for as long as they do not load a page by chance',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: 'is called again, with no `logout` between, when a guest signs in without a load of the page',
  },
  needs: ['tag/interface-kept', 'activation/option-valid', 'activation/secured-when-signed-in'],
  after: ['tag/present', 'activation/every-page'],
  stimulus: 'a guest who is activated signs in without a new load of the page',
  codes: ['never-upgraded', 'logout-before-upgrade'],
  notApplicable: recordings => {
    const signIns = recordings.flatMap(siteSessions)
    const inPlace = recordings.flatMap(signInsInPlace)
    if (signIns.length > 0 && inPlace.length === 0) return 'each sign-in loads another page'
    // Judged otherwise: nothing was observed, so no guest was activated where people sign in.
    return inPlace.length > 0 ? 'guests are not activated where people sign in: there is nothing to upgrade' : null
  },
  judge: recording =>
    signInsInPlace(recording).flatMap(({ session, entered }): Finding[] => {
      const onPage = activations(recording).filter(({ call }) => call.load === entered.load)
      const isBefore = ({ context }: Seen): boolean => context.index < entered.context.index
      const guest = onPage.findLast(({ call, answer }) => isBefore(call) && answer?.answer === 'anonymous')
      if (!guest) return []
      const upgrade = onPage.find(({ call, answer }) => !isBefore(call) && answer?.answer === 'secured')
      const until = upgrade?.call ?? session.samples[0]
      const logout = observed(recording)
        .filter(isKind('logout'))
        .find(
          ({ load, context }) =>
            load === entered.load && context.index > guest.call.context.index && context.index < until.context.index,
        )
      const where = whereOf(upgrade?.call ?? session.samples[0])
      if (upgrade && !logout) return [met(where, `the ${session.user} user is activated with a token, in place`)]
      return [
        violated(where, {
          code: upgrade ? 'logout-before-upgrade' : 'never-upgraded',
          expected: 'iAdvize.activate with the secured option once the visitor has signed in, and no logout before',
          received: upgrade ? 'a call of iAdvize.logout between' : 'no further call of activate',
        }),
      ]
    }),
  remedy: ({ code }) =>
    code === 'logout-before-upgrade'
      ? 'leave out iAdvize.logout() at sign-in: it ends the conversation that the customer may have begun as a guest; activate with the secured option takes it along'
      : "call iAdvize.activate again where the site learns that somebody has signed in, with a provider that returns { authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }",
})
