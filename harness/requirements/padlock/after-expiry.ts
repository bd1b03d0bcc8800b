import { isDisturbed, whereOf } from '../../recording/observed.ts'
import { sessionExpiries } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authentication } from '../token-check.ts'

export default requirement({
  id: 'padlock/after-expiry',
  level: 'MUST',
  basis: 'doc',
  title: 'the padlock comes back when the iAdvize session has expired',
  because: 'a conversation can outlast the session, and the agent must still know to whom they talk',
  source: { page: 'FE-FAQ' },
  yourSite: {
    table: 'desk',
    says: "the padlock appears after sign-in, stays from page to page and in new tabs, and comes back when iAdvize's session has ended",
  },
  needs: [
    ...authentication,
    'activation/every-page',
    'activation/secured-when-signed-in',
    'activation/token-fresh',
    'ext-id/absent',
    'padlock/after-sign-in',
  ],
  stimulus: "iAdvize's session expires under a signed-in visitor with a padlock",
  judge: recording =>
    sessionExpiries(recording).flatMap(({ before, closing }) => {
      if (!before.desk?.padlock || isDisturbed(closing)) return []
      if (closing.desk?.padlock) return [met(whereOf(closing), 'the padlock is back')]
      return [
        violated(whereOf(closing), {
          code: 'padlock-gone-after-expiry',
          expected: 'a padlock again, once the session has been renewed',
          received: `none: ${closing.desk?.reason ?? 'the visitor never arrived at iAdvize'}`,
        }),
      ]
    }),
  remedy: () =>
    'fetch a new token each time that iAdvize calls the provider: a token that was fetched with the page has long expired when the session ends',
})
