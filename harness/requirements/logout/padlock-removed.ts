import { activationWhileAsked, identityBefore, samplesOfLeaving } from '../../recording/activations.ts'
import { isDisturbed, whereOf } from '../../recording/observed.ts'
import { signOuts } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authentication, authenticationCalls } from '../token-check.ts'
import { questionCure } from '../sign-out-question.ts'

export default requirement({
  id: 'logout/padlock-removed',
  level: 'MUST',
  basis: 'doc',
  title: "after sign-out no padlock of the visitor is left on the agent's desk",
  because: 'the agent would tell account details to whoever sits at the device now',
  source: { page: 'SDK-REF', clause: 'logout: "Removes an identity, effectively stopping the tag"' },
  yourSite: { table: 'sign-out', says: 'leaves no padlock on the desk, and nothing to the next person at this device' },
  needs: [...authentication, 'ext-id/absent', 'logout/works'],
  after: [...authenticationCalls, 'padlock/after-sign-in'],
  stimulus: 'a visitor with a padlock signs out of the site',
  codes: ['padlock-left', 'padlock-left-by-question'],
  judge: recording =>
    signOuts(recording).flatMap(signOut => {
      if (!signOut.before.desk?.padlock || signOut.disturbed) return []
      const theirs = identityBefore(recording, signOut).userIds
      return samplesOfLeaving(recording, signOut)
        .filter(sample => !isDisturbed(sample))
        .map(sample => {
          const { desk } = sample
          const left = desk?.padlock && desk.userId !== null && theirs.has(desk.userId)
          if (!left) return met(whereOf(sample), `no padlock of the ${signOut.user} user`)
          const asked = activationWhileAsked(recording, signOut)
          return violated(whereOf(sample), {
            ...(asked && { level: 'SHOULD' as const }),
            code: asked ? 'padlock-left-by-question' : 'padlock-left',
            expected: `no padlock of the ${signOut.user} user, who has signed out`,
            received: `the desk still shows it: ${desk.reason}`,
          })
        })
    }),
  remedy: ({ code }) =>
    code === 'padlock-left-by-question'
      ? questionCure
      : 'call «await iAdvize.logout()» at sign-out, and let it finish before the page goes away: ending the site’s own session tells iAdvize nothing',
})
