import { isKind, observed, scriptsHeld, tagHeld, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import type { PageView } from '../../recording/page-views.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** When a fault of ours that had been on at the beginning of a page was taken away. */
const lifted = (recording: Recording, name: string, { start }: PageView): number =>
  observed(recording)
    .filter(isKind('fault'))
    .find(fault => fault.name === name && !fault.on && fault.context.index > start.context.index)?.context.index ??
  Infinity

/** Which order a page was given; null: none, by whatever the site does. */
const order = (recording: Recording, view: PageView, run: Seen<'tag-run'>): 'late' | 'early' | null => {
  if (view.start.context.faults.includes(tagHeld)) return 'late'
  const early = view.start.context.faults.includes(scriptsHeld) && run.queued === 0
  return early && run.context.index < lifted(recording, scriptsHeld, view) ? 'early' : null
}

export default requirement({
  id: 'activation/any-load-order',
  level: 'MUST',
  basis: 'doc',
  title: 'activation works whether the tag arrives before or after the code that pushes it',
  because: 'which one is faster changes with every network and every cache: some customers would never see the chat',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: 'is pushed to `iAdvizeInterface`, so that it works before and after the tag has loaded',
  },
  needs: ['tag/allowed-by-policy', 'tag/site-id', 'tag/interface-kept', 'activation/every-page'],
  after: ['tag/present'],
  stimulus: 'a signed-in visitor opens a page whose tag, or whose own scripts, are made to come late',
  codes: ['tag-comes-late', 'tag-comes-early'],
  judge: recording =>
    pageViews(recording).flatMap((view): Finding[] => {
      const run = view.tagRuns.find(({ again }) => !again)
      const looked = run && view.samples.some(({ context }) => context.index > run.context.index)
      if (!view.user || !run || !looked) return []
      const forced = order(recording, view, run)
      if (forced === null) return []
      const call = view.observations.find(isKind('activate'))
      if (call) return [met(whereOf(call), `activate was called though the tag came ${forced}`)]
      const before = {
        late: 'the tag came after everything else of the page',
        early: `the tag came before scripts of the page${run.sid === null ? ', and found no sid' : ''}`,
      }[forced]
      return [
        violated(whereOf(run), {
          code: `tag-comes-${forced}`,
          expected: 'a call of iAdvize.activate',
          received: `no call: ${before}`,
        }),
      ]
    }),
  remedy: ({ code, where }) => {
    const page = where.path ?? 'this page'
    return code === 'tag-comes-late'
      ? `on ${page}, neither ask nor wait whether the tag is there: window.iAdvizeInterface = window.iAdvizeInterface || []; iAdvizeInterface.push(iAdvize => iAdvize.activate(provider)) waits by itself, for as long as it takes`
      : `on ${page}, set iAdvizeInterface.config in a script that runs before the tag’s, and hand over functions with iAdvizeInterface.push alone: once the tag is there it is no array any more`
  },
})
