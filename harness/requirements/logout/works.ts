import { isDisturbed, isKind, observed, samples, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { isInHistory, signOuts } from '../../recording/site-sessions.ts'
import { openSessionElsewhere } from '../identity-provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

const signOutAttempts = (recording: Recording): Seen<'attempt'>[] =>
  observed(recording)
    .filter(isKind('attempt'))
    .filter(({ what }) => what === 'sign-out')

/** Without it nothing can be said of what iAdvize knows after a sign-out: the visitor is still in. */
export default requirement({
  id: 'logout/works',
  level: 'MUST',
  basis: 'practice',
  title: 'the sign-out control ends the site’s own session',
  because: 'whoever sits at the device next is in the account of the one who meant to leave',
  source: { page: 'OWASP ASVS', clause: '5.0.0, 7.4.1: logout terminates the user’s session' },
  yourSite: { table: 'sign-out', says: 'signs the visitor out of the site itself' },
  stimulus: 'a visitor uses the sign-out control of the site',
  codes: ['nobody-signed-out', 'signed-in-again'],
  judge: recording => {
    const elsewhere = openSessionElsewhere(recording)
    /** It had looked as if the sign-out had come through. */
    const wasOut = (later: Seen<'attempt'>): boolean =>
      signOutAttempts(recording).some(
        ({ done, browser, context }) => done && browser === later.browser && context.index < later.context.index,
      )
    return [
      ...signOutAttempts(recording)
        .filter(attempt => attempt.stillSignedIn && !isDisturbed(attempt))
        .map(attempt =>
          violated(whereOf(attempt), {
            code: 'nobody-signed-out',
            expected: 'nobody is signed in after a sign-out',
            received: attempt.because ?? 'somebody still is',
            ...(wasOut(attempt) && elsewhere !== null && { cure: elsewhere }),
          }),
        ),
      ...signOuts(recording).flatMap(({ browser, step, closing, end }): Finding[] => {
        const looked = signOutAttempts(recording).some(
          ({ done, context }) => done && context.index > step.context.index && context.index < closing.context.index,
        )
        if (!looked || isDisturbed(closing)) return []
        // The back button may show what the browser has kept, and another tab what another server does: those have requirements of their own.
        const again = samples(recording).find(
          sample =>
            sample.browser === browser &&
            sample.tab === closing.tab &&
            sample.user === null &&
            sample.signedIn === true &&
            !isInHistory(sample.context.action) &&
            !isDisturbed(sample) &&
            sample.context.index > closing.context.index &&
            sample.context.index < end,
        )
        if (!again) return [met(whereOf(closing), 'nobody was signed in any more')]
        return [
          violated(whereOf(again), {
            code: 'signed-in-again',
            expected: 'nobody is signed in after a sign-out',
            received: `after «${again.context.step}» the page shows somebody who is signed in`,
            ...(elsewhere !== null && { cure: elsewhere }),
          }),
        ]
      }),
    ]
  },
  remedy: ({ code, where }) =>
    code === 'signed-in-again'
      ? `end the session on the server when the visitor signs out: ${where.path ?? 'the page'} had only looked as if nobody were signed in`
      : `make the sign-out control of ${where.path ?? 'the page'} send the request that ends the session, by the method that the server expects, and let that delete the session on the server and its cookie in the browser`,
})
