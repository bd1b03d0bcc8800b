import { tagRetries } from '../../../mock-iadvize/contract.ts'
import { failuresLookedAt } from '../../recording/failures.ts'
import { whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'

/** A fallback to anonymous is no retry: failure/no-anonymous-fallback judges that. Looks at failures of whatever cause. */
export default requirement({
  id: 'activation/no-own-retry',
  level: 'SHOULD',
  basis: 'doc',
  title: 'the site adds no retries of its own when an activation fails',
  because:
    'the tag itself retries; a site that does so too multiplies the load on iAdvize when it is already in trouble',
  source: { page: 'FE-FAQ' },
  yourSite: { table: 'activate', says: 'is not retried by the site: the tag does that' },
  // A page that calls twice does so after a failure too, and retries nothing.
  needs: ['activation/not-concurrent', 'activation/once-per-page'],
  after: ['tag/present', 'activation/every-page'],
  live: true,
  stimulus: 'iAdvize refuses an activation, or cannot carry it out',
  judge: recording =>
    failuresLookedAt(recording)
      .filter(({ inPlaceOfSecured }) => !inPlaceOfSecured)
      .map(({ failed, next, conduct }) =>
        conduct === 'retries' && next
          ? violated(whereOf(next.call), {
              code: 'activated-after-failure',
              expected: 'no further call of activate on a page on which one has failed',
              received: `one more call, after «${failed.result?.reason ?? 'a failure'}»`,
              // Where it ends up as a guest, the calls before were only on the way there.
              behind: ['failure/no-anonymous-fallback'],
            })
          : met(whereOf(failed.call), 'the activation failed, and the page did not try again'),
      ),
  remedy: ({ where }) =>
    `remove the retry around iAdvize.activate on ${where.path ?? 'this page'}: the tag has tried ${tagRetries} more times before it reports a failure; show another way to reach you, and activate on the next page as always`,
})
