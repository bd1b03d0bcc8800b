import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import { loadsWithTag } from '../../recording/page-views.ts'
import { sessionExpiries, siteSessions } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authentication } from '../token-check.ts'

export default requirement({
  id: 'padlock/keeps',
  level: 'MUST',
  basis: 'doc',
  title: 'the padlock stays while the visitor goes from page to page, reloads, and opens a new tab',
  because: 'customers ask for help where they are stuck, not on the page after the login',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'desk',
    says: "the padlock appears after sign-in, stays from page to page and in new tabs, and comes back when iAdvize's session has ended",
  },
  needs: [
    ...authentication,
    'activation/secured-when-signed-in',
    'ext-id/absent',
    'failure/recovers',
    'padlock/after-sign-in',
  ],
  stimulus: 'a visitor with a padlock goes on to another page, reloads, or opens a new tab',
  judge: recording => {
    const withTag = loadsWithTag(recording)
    const expiries = sessionExpiries(recording)
    const activated = new Set(
      observed(recording)
        .filter(isKind('activate'))
        .map(({ load }) => load),
    )
    return siteSessions(recording).flatMap(({ browser, samples }) => {
      const looks = samples.filter(sample => withTag.has(sample.load) && !isDisturbed(sample))
      const first = looks.find(({ desk }) => desk?.padlock)
      if (!first) return []
      // From an expiry on it is for padlock/after-expiry to say whether the padlock comes back.
      const expiry = expiries.find(
        ({ browser: of, step }) => of === browser && step.context.index > first.context.index,
      )
      return looks
        .filter(({ context, load }) => context.index > first.context.index && load !== first.load)
        .filter(({ context }) => context.index < (expiry?.step.context.index ?? Infinity))
        .map(sample => {
          const where = whereOf(sample)
          if (!sample.desk?.padlock)
            return violated(where, {
              code: 'padlock-lost',
              expected: 'the padlock that was there before',
              received: `none: ${sample.desk?.reason ?? 'the visitor never arrived at iAdvize'}`,
            })
          // The desk remembers the visitor of the page before; on this one the tag is idle, and they can't write to anybody.
          if (!activated.has(sample.load))
            return violated(where, {
              code: 'page-left-idle',
              expected: 'a page that is activated, with the padlock that was there before',
              received: 'a page without activation: the visitor has no chat here, and so no padlock',
            })
          return met(where, `still a padlock after «${sample.context.step}»`)
        })
    })
  },
  remedy: ({ where }) =>
    `activate ${where.path ?? 'this page'} like every other page of the authenticated area, with the secured option and a token of its own`,
})
