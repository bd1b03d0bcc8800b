import { whereOf } from '../../recording/observed.ts'
import { isAuthenticated, recoveries } from '../../recording/recoveries.ts'
import { met, requirement, violated } from '../requirement.ts'

export default requirement({
  id: 'failure/recovers',
  level: 'MUST',
  basis: 'practice',
  title: 'the first page after a failure of iAdvize, or of the token provider, is authenticated again',
  because: 'a hiccup of a second would cost the customer the chat, or the padlock, for the rest of their visit',
  source: { page: 'FE-AUTH' },
  yourSite: { table: 'failure', says: 'the next page is authenticated again' },
  // A token that is kept from before the failure, and has expired since, is no memory of the failure.
  needs: ['activation/token-fresh'],
  after: ['activation/every-page', 'activation/option-valid', 'activation/secured-when-signed-in'],
  stimulus: 'a visitor who was authenticated opens a page after one on which the chat was made to fail',
  judge: recording =>
    recoveries(recording).flatMap(({ views: [first] }) => {
      const where = whereOf(first.start)
      if (isAuthenticated(recording, first)) return [met(where, 'a secured activation that succeeded')]
      return [
        violated(where, {
          code: 'not-authenticated-again',
          expected: 'a secured activation that succeeds, as before the failure',
          received: `none on ${first.path}, though what had failed works again`,
        }),
      ]
    }),
  remedy: ({ where }) =>
    `let no failure outlive its page: look for a flag in session storage, a cookie or the server’s session that keeps ${where.path ?? 'the next page'} from calling activate with a token of its own, and remove it`,
})
