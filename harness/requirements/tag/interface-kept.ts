import { isKind, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import { met, requirement, violated } from '../requirement.ts'

export default requirement({
  id: 'tag/interface-kept',
  level: 'MUST',
  basis: 'doc',
  title: 'the page never overwrites the interface that the tag has installed',
  because:
    'whatever is pushed from then on goes into a queue that nobody reads: the chat stays silent, without an error',
  source: { page: 'SDK-REF' },
  needs: ['tag/site-id'],
  after: ['tag/present'],
  stimulus: 'the tag starts on a page',
  judge: recording =>
    pageViews(recording).flatMap(({ tagRuns, observations }) => {
      const start = tagRuns.find(({ again, sid }) => !again && sid !== null)
      if (!start) return []
      const overwritten = observations.find(isKind('interface-overwritten'))
      if (overwritten)
        return [
          violated(whereOf(overwritten), {
            code: 'interface-overwritten',
            expected: 'window.iAdvizeInterface as the tag has left it',
            received: 'another value, put there by the page after the tag had started',
          }),
        ]
      return observations.some(isKind('sample')) ? [met(whereOf(start), 'the interface is the one of the tag')] : []
    }),
  remedy: ({ where }) =>
    `on ${where.path ?? 'this page'}, write window.iAdvizeInterface = window.iAdvizeInterface || [] wherever the page prepares it, and assign to it nowhere else: search the templates and the tag manager for «iAdvizeInterface =»`,
})
