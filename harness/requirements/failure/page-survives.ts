import { isKind, isUnderOutage, observed, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** Looks only at pages that a fault of ours has struck. An error that the page has without it too is none of its making. */
export default requirement({
  id: 'failure/page-survives',
  level: 'MUST',
  basis: 'practice',
  title: 'a page on which the chat fails goes on without an uncaught error',
  because: 'an error that nobody catches can stop the rest of the page: the shop would fall with its chat',
  source: { page: 'FE-RESULT' },
  stimulus: 'iAdvize fails on a page, by a fault that the journey puts in force',
  judge: recording => {
    const usual = new Set(
      observed(recording)
        .filter(isKind('page-error'))
        .filter(error => !isUnderOutage(error))
        .map(({ message }) => message),
    )
    return pageViews(recording).flatMap((view): Finding[] => {
      const failure = view.observations
        .filter(isKind('activate-result'))
        .find(result => result.status === 'authentication-failure' && isUnderOutage(result))
      const missed = view.tagRuns.length === 0 && view.samples.some(isUnderOutage)
      if (!failure && !missed) return []
      const errors = view.observations
        .filter(isKind('page-error'))
        .filter(error => isUnderOutage(error) && !usual.has(error.message))
      if (errors.length > 0)
        return errors.map(error =>
          violated(whereOf(error), {
            code: 'uncaught-error',
            expected: 'no error that reaches the window',
            received: error.message,
          }),
        )
      return view.samples.length > 0
        ? [met(whereOf(failure ?? view.start), 'the chat failed, and no error reached the window')]
        : []
    })
  },
  remedy: ({ where, received }) =>
    `catch «${received}» on ${where.path ?? 'this page'}: activate does not reject, so look at authentication.status before anything else of the result is used, and give each promise around it a catch`,
})
