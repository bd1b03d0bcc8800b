import { isKind, observed, scriptsHeld, whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

export default requirement({
  id: 'tag/site-id',
  level: 'MUST',
  basis: 'doc',
  title: 'config.sid is set before the tag runs, and is the id of the expected site',
  because: 'without it the tag does not start; with another one the customer writes to the agents of somebody else',
  source: { page: 'SDK-REF' },
  yourSite: { table: 'tag', says: "finds `iAdvizeInterface.config = { sid }` when it runs, with your site's id" },
  after: ['tag/present'],
  live: true,
  stimulus: 'the tag runs on a page',
  codes: ['sid-missing', 'sid-of-another-site'],
  judge: recording => {
    const { sid: expected } = recording.target
    const overwritten = new Set(
      observed(recording)
        .filter(isKind('interface-overwritten'))
        .map(({ load }) => load),
    )
    return (
      observed(recording)
        .filter(isKind('tag-run'))
        // Where we hold scripts back, the one that sets it may be among them: activation/any-load-order tells that.
        .filter(({ again, context }) => !again && !context.faults.includes(scriptsHeld))
        .map((run): Finding => {
          const where = whereOf(run)
          if (run.sid === expected) return met(where, `sid ${expected}`)
          return violated(where, {
            code: run.sid === null ? 'sid-missing' : 'sid-of-another-site',
            expected: `iAdvizeInterface.config.sid is ${expected} when the tag runs`,
            received: run.sid === null ? 'no sid' : `sid ${run.sid.slice(0, 40)}`,
            // It had been set, and was thrown away with the interface that held it.
            follows: run.sid === null && overwritten.has(run.load) ? ['tag/interface-kept'] : [],
          })
        })
    )
  },
  remedy: ({ code, where }) =>
    code === 'sid-missing'
      ? `on ${where.path ?? 'this page'}, set iAdvizeInterface.config = { sid: … } in a script that stands before the tag; the member is called sid, in lower case`
      : `set iAdvizeInterface.config.sid to the id of this site on ${where.path ?? 'this page'}: it may have come from another environment, brand or country; if it is the right one there, the sid that is expected here is wrong`,
})
