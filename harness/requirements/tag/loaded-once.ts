import { isKind, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import { met, requirement, violated } from '../requirement.ts'

export default requirement({
  id: 'tag/loaded-once',
  level: 'MUST',
  basis: 'doc',
  title: 'a page loads the tag once',
  because: 'two tags on one page get in each other’s way: the chat may open twice, or not at all',
  source: { page: 'SDK-REF' },
  yourSite: { table: 'tag', says: 'is on every page of the authenticated area, once' },
  after: ['tag/present'],
  live: true,
  stimulus: 'the tag runs on a page',
  judge: recording =>
    pageViews(recording).flatMap(({ tagRuns, observations }) => {
      const again = tagRuns.find(run => run.again)
      if (again)
        return [
          violated(whereOf(again), {
            code: 'tag-loaded-again',
            expected: 'one run of the tag on this page',
            received: `${tagRuns.length} runs`,
          }),
        ]
      return tagRuns[0] && observations.some(isKind('sample')) ? [met(whereOf(tagRuns[0]), 'one run of the tag')] : []
    }),
  remedy: ({ where, received }) =>
    `keep one script element with iadvize.js on ${where.path ?? 'this page'} (today: ${received}): look in the shared layout, in the page's own template and in the tag manager`,
})
