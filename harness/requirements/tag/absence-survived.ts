import { attempts, failedAttempt, lostControls, newErrors } from '../../recording/outages.ts'
import { isWithoutTag, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

export default requirement({
  id: 'tag/absence-survived',
  level: 'SHOULD',
  basis: 'practice',
  title: 'the site still works when the tag cannot load',
  because:
    'blockers, company networks and outages keep the tag from many visitors: they came for the shop, not for its chat',
  source: { page: 'SDK-REF' },
  yourSite: { table: 'tag', says: 'may be missing: the site works without it' },
  stimulus: 'a page is opened on which the tag is kept from loading',
  codes: ['uncaught-error', 'page-unusable', 'page-never-complete', 'sign-in-fails', 'sign-out-fails'],
  judge: recording => [
    ...pageViews(recording).flatMap((view): Finding[] => {
      const look = view.samples.find(isWithoutTag)
      if (!look || view.tagRuns.length > 0) return []
      const wrong = [
        ...newErrors(recording, view).map(error =>
          violated(whereOf(error), {
            code: 'uncaught-error',
            expected: 'no error that reaches the window',
            received: error.message,
          }),
        ),
        ...lostControls(recording, view).map(({ sample, usable, usually }) =>
          violated(whereOf(sample), {
            code: 'page-unusable',
            expected: `the ${usually} links, buttons and fields in sight can be used, as ever`,
            received: `${usable} of them can`,
          }),
        ),
        ...(look.ready === undefined || look.ready === 'complete'
          ? []
          : [
              violated(whereOf(look), {
                code: 'page-never-complete',
                expected: 'the page is loaded to its end',
                received: `the browser is still waiting for something (document.readyState is ${look.ready})`,
              }),
            ]),
      ]
      return wrong.length > 0 ? wrong : [met(whereOf(look), 'no error, and the page could be used')]
    }),
    ...attempts(recording)
      .filter(isWithoutTag)
      .map(attempt =>
        attempt.done
          ? met(whereOf(attempt), `${attempt.what} worked without the tag`)
          : violated(whereOf(attempt), failedAttempt(attempt)),
      ),
  ],
  remedy: ({ code, where, received }) => {
    const page = where.path ?? 'this page'
    if (code === 'sign-out-fails' || code === 'sign-in-fails')
      return `on ${page}, ask whether the tag has come before it is used: await chat?.logout(), where chat is set by the function that is pushed to iAdvizeInterface`
    if (code === 'uncaught-error')
      return `use the chat on ${page} only inside a function that is pushed to iAdvizeInterface, which never runs without the tag; today «${received}» reaches the window`
    return `let nothing on ${page} wait for the tag: what covers, hides or disables it until the tag has come must go`
  },
})
