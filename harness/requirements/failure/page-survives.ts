import { isKind, isUnderOutage, observed, whereOf } from '../../recording/observed.ts'
import { leftFor, lossOfUse } from '../../recording/page-use.ts'
import { pageViews } from '../../recording/page-views.ts'
import type { PageView } from '../../recording/page-views.ts'
import { looksSignedOut, strikes } from '../../recording/provider.ts'
import type { Strike } from '../../recording/provider.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** By which sign a page was struck by a fault of ours; undefined: it was not. */
const strikeOn = (view: PageView, strike: Strike | undefined) =>
  view.observations
    .filter(isKind('activate-result'))
    .find(result => result.status === 'authentication-failure' && isUnderOutage(result)) ??
  strike?.hit ??
  (view.tagRuns.length === 0 && view.samples.some(isUnderOutage) ? view.start : undefined)

const conditionOf = (recording: Recording, view: PageView, strike: Strike | undefined): Finding | null => {
  const where = whereOf(view.samples.at(-1) ?? view.start)
  const unresponsive = view.observations.find(isKind('unresponsive'))
  if (unresponsive)
    return violated(whereOf(unresponsive), {
      code: 'unresponsive',
      expected: 'a page that answers',
      received: 'its main thread was blocked for seconds',
    })
  const left = leftFor(recording, view)
  // To the login, where the site takes the fault for the end of its session.
  if (left && !(strike && looksSignedOut(strike)))
    return violated(where, {
      code: 'page-left',
      expected: `${view.path}, which the visitor had asked for`,
      received: `the page went on to ${left.path} by itself`,
    })
  const loss = lossOfUse(recording, view)
  return loss === null
    ? null
    : violated(where, { code: 'not-usable', expected: 'the page as it is when the chat works', received: loss })
}

/** Looks only at pages that a fault of ours has struck. An error that the page has without it too is none of its making. */
export default requirement({
  id: 'failure/page-survives',
  level: 'MUST',
  basis: 'practice',
  title: 'a page on which the chat fails stays usable, and no error goes uncaught',
  because:
    'an error that nobody catches, or a page that waits for the chat, takes the rest along: the shop would fall with its chat',
  source: { page: 'FE-RESULT' },
  stimulus: 'iAdvize or the token provider fails on a page, by a fault that the journey puts in force',
  codes: ['uncaught-error', 'unresponsive', 'page-left', 'not-usable'],
  judge: recording => {
    const usual = new Set(
      observed(recording)
        .filter(isKind('page-error'))
        .filter(error => !isUnderOutage(error))
        .map(({ message }) => message),
    )
    const struck = new Map(strikes(recording).map(strike => [strike.view.load, strike]))
    return pageViews(recording).flatMap((view): Finding[] => {
      const strike = struck.get(view.load)
      const sign = strikeOn(view, strike)
      if (!sign) return []
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
      const condition = conditionOf(recording, view, strike)
      if (condition) return [condition]
      return view.samples.length > 0
        ? [met(whereOf(sign), 'the chat failed, and the page went on without an uncaught error')]
        : []
    })
  },
  remedy: ({ code, where, received }) => {
    const page = where.path ?? 'this page'
    if (code === 'uncaught-error')
      return `catch «${received}» on ${page}: activate does not reject, so look at authentication.status before anything else of the result is used, and give each promise around it a catch`
    if (code === 'page-left')
      return `let ${page} stay where it is when the chat or its token fails: ${received}; show another way to reach you instead`
    return `let nothing on ${page} wait for the chat: show it at once, call activate when it stands, and change only the chat’s own part by the result; today ${received}`
  },
})
