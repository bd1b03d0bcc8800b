import { isKind, observed, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import type { PageView } from '../../recording/page-views.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'

/** The tag's run on a page, or in a frame of it: a frame is a document of its own, under the same tab. */
const runOn = (recording: Recording, { load, browser, tab, start }: PageView) => {
  const next = observed(recording)
    .filter(isKind('page-load'))
    .find(page => page.browser === browser && page.tab === tab && page.context.index > start.context.index)
  return observed(recording)
    .filter(isKind('tag-run'))
    .find(
      run =>
        run.load === load ||
        (run.frame &&
          run.browser === browser &&
          run.tab === tab &&
          run.context.index > start.context.index &&
          run.context.index < (next?.context.index ?? Infinity)),
    )
}

export default requirement({
  id: 'tag/present',
  level: 'MUST',
  basis: 'doc',
  title: 'every page of the authenticated area loads the tag',
  because: 'on a page without the tag there is no chat: the customer who is stuck there finds nobody',
  source: { page: 'FE-AUTH' },
  stimulus: 'a signed-in visitor looks at a page',
  judge: recording =>
    pageViews(recording)
      .filter(({ user, faults }) => user && faults.length === 0)
      .map(view => {
        const run = runOn(recording, view)
        return run
          ? met(whereOf(run), `the tag ran${run.frame ? ' in a frame of the page' : ''}`)
          : violated(whereOf(view.start), {
              code: 'tag-missing',
              expected: 'the tag runs on this page',
              received: `it never ran on ${view.path}`,
            })
      }),
  remedy: ({ where }) =>
    `include the tag in the template of ${where.path ?? 'this page'}, best in the layout that all pages share: <script async src="//halc.iadvize.com/iadvize.js"></script>, with the platform of your own site; if it stands there already, look in the browser’s console for what blocks it`,
})
