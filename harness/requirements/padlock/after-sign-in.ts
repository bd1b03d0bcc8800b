import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import { loadsWithTag, pageViews } from '../../recording/page-views.ts'
import { siteSessions } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Recording } from '../../recording/recording.ts'
import { authentication } from '../token-check.ts'
import { whyNoToken } from '../why-no-token.ts'

const thrown = 'let the function that activate is given return the option: it threw an error'

/** Whether the page had nothing to hand over, when iAdvize asked it. */
const hasThrown = (recording: Recording, load: string): boolean =>
  observed(recording)
    .filter(isKind('provider-answer'))
    .some(seen => seen.load === load && seen.answer === 'threw' && !isDisturbed(seen))

export default requirement({
  id: 'padlock/after-sign-in',
  level: 'MUST',
  basis: 'doc',
  title: 'the padlock appears on the desk after sign-in',
  because: 'it is all that tells the agent that this customer need not be asked who they are',
  source: { page: 'INTRO' },
  yourSite: {
    table: 'desk',
    says: "the padlock appears after sign-in, stays from page to page and in new tabs, and comes back when iAdvize's session has ended",
  },
  needs: [
    'tag/site-id',
    ...authentication,
    'activation/every-page',
    'activation/upgrades-in-place',
    'failure/recovers',
  ],
  stimulus: 'a visitor signs in and sees a page with the tag',
  codes: ['ext-id-hides-padlock', 'provider-threw', 'no-padlock'],
  judge: recording => {
    const withTag = loadsWithTag(recording)
    const began = new Map(pageViews(recording).map(({ load, start }) => [load, start.context.index]))
    return siteSessions(recording).flatMap(({ user, signIn, samples }) => {
      // A page that stood in another tab before the sign-in is a guest's until it is loaded anew.
      const isOfSession = ({ load, tab }: (typeof samples)[number]): boolean =>
        tab === samples[0].tab || (began.get(load) ?? 0) > signIn.context.index
      const first = samples.find(sample => withTag.has(sample.load) && isOfSession(sample) && !isDisturbed(sample))
      if (!first) return []
      const where = whereOf(first)
      if (first.desk?.padlock) return [met(where, `a padlock for the ${user} user`)]
      if (!first.desk?.extId && hasThrown(recording, first.load)) {
        const because = whyNoToken(recording, first.load)
        return [
          violated(where, {
            ...(because !== null && { cure: `${because} Otherwise, ${thrown}` }),
            code: 'provider-threw',
            expected: 'a padlock on the desk',
            received: 'none: the function that activate was given threw an error',
          }),
        ]
      }
      return [
        violated(where, {
          code: first.desk?.extId ? 'ext-id-hides-padlock' : 'no-padlock',
          expected: 'a padlock on the desk',
          received: `none: ${first.desk?.reason ?? 'the visitor never arrived at iAdvize'}`,
          behind: first.desk?.extId ? ['page/witnesses-agree', 'ext-id/absent'] : [],
        }),
      ]
    })
  },
  remedy: ({ code, where }) =>
    code === 'ext-id-hides-padlock'
      ? `remove extID from window.idzCustomData on ${where.path ?? 'this page'}: with it the activation succeeds, a JWT is stored, and the padlock stays away`
      : code === 'provider-threw'
        ? thrown
        : `activate ${where.path ?? 'the page after the login'} with the secured option and a token of the user who has just signed in`,
})
