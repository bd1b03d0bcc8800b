import { isKind, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import { met, requirement, violated } from '../requirement.ts'

export default requirement({
  id: 'tag/interface-kept',
  level: 'MUST',
  basis: 'doc',
  title: 'the page never overwrites the interface that its set-up has prepared, and the tag has installed',
  because:
    'whatever is pushed from then on goes into a queue that nobody reads: the chat stays silent, without an error',
  source: { page: 'SDK-REF' },
  yourSite: {
    table: 'tag',
    says: 'keeps its interface: `window.iAdvizeInterface = window.iAdvizeInterface || []`, never a plain assignment after it',
  },
  after: ['tag/present', 'tag/site-id'],
  live: true,
  stimulus: 'the tag starts on a page',
  codes: ['interface-overwritten', 'set-up-overwritten'],
  judge: recording =>
    pageViews(recording).flatMap(({ tagRuns, observations }) => {
      const overwritten = observations.find(isKind('interface-overwritten'))
      if (overwritten)
        return [
          violated(
            whereOf(overwritten),
            overwritten.before
              ? {
                  code: 'set-up-overwritten',
                  expected: 'window.iAdvizeInterface as the set-up of the page has left it, with config.sid',
                  received: 'another value without config.sid, put there by the page before the tag started',
                }
              : {
                  code: 'interface-overwritten',
                  expected: 'window.iAdvizeInterface as the tag has left it',
                  received: 'another value, put there by the page after the tag had started',
                },
          ),
        ]
      const start = tagRuns.find(({ again, sid }) => !again && sid !== null)
      if (!start) return []
      return observations.some(isKind('sample')) ? [met(whereOf(start), 'the interface is the one of the tag')] : []
    }),
  remedy: ({ where }) =>
    `on ${where.path ?? 'this page'}, write window.iAdvizeInterface = window.iAdvizeInterface || [] wherever the page prepares it, and assign to it nowhere else: search the templates and the tag manager for «iAdvizeInterface =»`,
})
