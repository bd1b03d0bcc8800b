import { attempts, failedAttempt, leftFor, lostControls, newErrors, timesReloaded } from '../../recording/outages.ts'
import { isKind, isUnderOutage, isWithoutTag, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import type { PageView } from '../../recording/page-views.ts'
import { looksSignedOut, strikes } from '../../recording/provider.ts'
import type { Strike } from '../../recording/provider.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** The call of activate that failed on a page, or was still without an answer when the page was looked at. */
const struck = ({ observations, samples }: PageView): Seen<'activate-result' | 'activate'> | undefined => {
  const results = observations.filter(isKind('activate-result'))
  const failure = results.find(result => result.status === 'authentication-failure' && isUnderOutage(result))
  if (failure) return failure
  const look = samples.find(isUnderOutage)
  return observations
    .filter(isKind('activate'))
    .find(
      ({ call, context }) =>
        look !== undefined &&
        context.index < look.context.index &&
        !results.some(result => result.call === call && result.context.index < look.context.index),
    )
}

/** Where a page of which nothing can be seen any more has gone, or that it stands still. */
const lostPage = (recording: Recording, view: PageView, strike: Strike | undefined): Finding[] => {
  const unresponsive = view.observations.find(isKind('unresponsive'))
  if (unresponsive)
    return [
      violated(whereOf(unresponsive), {
        code: 'unresponsive',
        expected: 'a page that answers',
        received: 'its main thread was blocked for seconds',
      }),
    ]
  // To the login, or to itself, where the site takes the fault for the end of its own session.
  if (strike && looksSignedOut(strike)) return []
  const reloads = timesReloaded(recording, view)
  if (reloads > 0)
    return [
      violated(whereOf(view.start), {
        code: 'page-reloads',
        expected: 'a page that comes to rest',
        received: `the page loaded itself anew, ${reloads} times and more`,
      }),
    ]
  const left = leftFor(recording, view)
  if (left === null) return []
  return [
    violated(whereOf(view.start), {
      code: 'page-left',
      expected: `${view.path}, which the visitor had asked for`,
      received: `the page went on to ${left} by itself`,
    }),
  ]
}

/** Looks only at pages that a fault of ours has struck. What becomes of a page without the tag is for tag/absence-survived. */
export default requirement({
  id: 'failure/page-survives',
  level: 'MUST',
  basis: 'practice',
  title: 'a page on which the chat fails goes on: no uncaught error, all can be used, people sign in and out',
  because: 'the shop would fall with its chat: the customer could not even leave',
  source: { page: 'FE-RESULT' },
  yourSite: {
    table: 'failure',
    says: 'the page goes on: every promise around the chat has a catch, nothing waits for the chat',
  },
  stimulus: 'iAdvize or the token provider is made to fail, or to keep silent, on a page',
  codes: [
    'uncaught-error',
    'page-unusable',
    'unresponsive',
    'page-left',
    'page-reloads',
    'sign-in-fails',
    'sign-out-fails',
  ],
  judge: recording => [
    ...pageViews(recording).flatMap((view): Finding[] => {
      const strike = strikes(recording).find(({ view: { load } }) => load === view.load)
      const cause = strike?.hit ?? struck(view)
      if (!cause) return []
      const errors = newErrors(recording, view).map(error =>
        violated(whereOf(error), {
          code: 'uncaught-error',
          expected: 'no error that reaches the window',
          received: error.message,
        }),
      )
      const lost = lostControls(recording, view).map(({ sample, usable, usually }) =>
        violated(whereOf(sample), {
          code: 'page-unusable',
          expected: `the ${usually} links, buttons and fields in sight can be used, as ever`,
          received: `${usable} of them can`,
        }),
      )
      const wrong = [...errors, ...lost, ...lostPage(recording, view, strike)]
      if (wrong.length > 0) return wrong
      return view.samples.length > 0
        ? [met(whereOf(cause), 'the chat failed; no error reached the window, and the page could be used')]
        : []
    }),
    ...attempts(recording)
      .filter(attempt => !isWithoutTag(attempt))
      .map(attempt =>
        attempt.done
          ? met(whereOf(attempt), `${attempt.what} worked while iAdvize failed`)
          : violated(whereOf(attempt), {
              ...failedAttempt(attempt),
              // One that waits for the chat does so whether it keeps silent or never comes.
              behind: ['tag/absence-survived'],
            }),
      ),
  ],
  remedy: ({ code, where, received }) => {
    const page = where.path ?? 'this page'
    if (code === 'page-left')
      return `let ${page} stay where it is when the chat or its token fails (${received}), and show another way to reach you`
    if (code === 'page-reloads')
      return `let ${page} be loaded anew at most once when the chat or its token fails, and never because of an answer other than 401: keep a mark in sessionStorage that it was tried`
    if (code === 'unresponsive')
      return `let ${page} wait for the chat and its token asynchronously: no synchronous request, and no loop until they are there`
    if (code === 'page-unusable')
      return `let nothing on ${page} wait for the chat: whatever covers, hides or disables it until activate has resolved must go`
    if (code === 'sign-out-fails')
      return `on ${page}, wait for iAdvize.logout() for a few seconds at most, then leave whatever came of it: Promise.race([iAdvize.logout(), aTimeOfThreeSeconds]).then(leave, leave)`
    if (code === 'sign-in-fails') return `let the sign-in depend on nothing of the chat: ${received}`
    const rejected = /^unhandled rejection: (.*)$/s.exec(received)?.[1]
    if (rejected !== undefined)
      return `give the promise that was rejected on ${page} with «${rejected}» a catch, so that the page goes on without the chat: most often the function that is pushed to iAdvizeInterface awaits the token outside of any try. activate itself does not reject: look at authentication.status before anything else of its result is used`
    return `catch the error «${received}» on ${page} where it is thrown: activate does not reject when it fails, so look at authentication.status before anything else of its result is used`
  },
})
