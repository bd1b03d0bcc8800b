import { failuresLookedAt } from '../../recording/failures.ts'
import { whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'

/** Looks at failures of whatever cause, a fault of ours included: it is about what the site does then. */
export default requirement({
  id: 'failure/no-anonymous-fallback',
  level: 'SHOULD',
  basis: 'doc',
  title: 'a failed secured activation is not followed by an anonymous one',
  because:
    'a known customer would talk as a stranger, in a conversation that is not theirs and that they do not find again',
  source: { page: 'FE-RESULT' },
  yourSite: {
    table: 'failure',
    says: 'without a token the page does not activate, and nobody who is signed in becomes a guest instead',
  },
  after: ['tag/present', 'activation/every-page', 'activation/secured-when-signed-in'],
  live: true,
  stimulus: 'iAdvize refuses a secured activation, or cannot carry it out',
  judge: recording =>
    failuresLookedAt(recording)
      .filter(({ failed }) => failed.answer?.answer === 'secured')
      .map(({ failed, next, conduct }) =>
        conduct === 'falls-back' && next
          ? violated(whereOf(next.call), {
              code: 'anonymous-after-failure',
              expected: 'no activation, once the secured one has failed',
              received: "one more call of activate, with type 'ANONYMOUS'",
            })
          : met(whereOf(failed.call), 'the secured activation failed, and no anonymous one followed'),
      ),
  remedy: ({ where }) =>
    `on ${where.path ?? 'this page'}, do not call activate with { type: 'ANONYMOUS' } when the secured activation fails: leave the chat closed and show another way to reach you; the next page tries again`,
})
