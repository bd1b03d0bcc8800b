import { isKind, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import type { PageView } from '../../recording/page-views.ts'
import type { Recording } from '../../recording/recording.ts'
import { viewsOfRecovery } from '../../recording/recoveries.ts'
import { whyNoToken } from '../why-no-token.ts'
import { met, requirement, violated } from '../requirement.ts'

const general =
  'call iAdvize.activate in the script that all pages share, not only after the login: iAdvizeInterface.push(iAdvize => iAdvize.activate(provider))'

/** What else went wrong on the page, and may well be why; null: nothing was seen. */
const hindrance = ({ observations, path, load, tagRuns }: PageView, recording: Recording): string | null => {
  const blocked = observations
    .filter(isKind('policy-violation'))
    .find(({ directive, enforced = true }) => enforced && directive === 'connect-src')
  if (blocked)
    return `The Content-Security-Policy of ${path} (connect-src) has blocked a request of the page itself, to ${blocked.blocked}: if that is the token provider, let it through.`
  const request = whyNoToken(recording, load)
  if (request !== null) return request
  const error = observations.find(isKind('page-error'))
  if (error)
    return `A script of ${path} has failed («${error.message}»): if it is the one that activates, fix that first. What uses iAdvize before the tag has come belongs into iAdvizeInterface.push.`
  return tagRuns.some(({ queued }) => queued === 0)
    ? `When the tag ran on ${path}, nothing had been pushed to iAdvizeInterface: a call that is made only where the tag is there already (if (window.iAdvize) …, window.iAdvize?.activate) is lost where the tag comes later. Push it, and it runs whenever the tag comes.`
    : null
}

export default requirement({
  id: 'activation/every-page',
  level: 'MUST',
  basis: 'doc',
  title: 'every page of the authenticated area calls activate when the tag has loaded',
  because:
    'until activate is called the tag stays idle: on that page the customer finds no chat, and no error says why',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: 'is called on every page of the authenticated area, once for each load, never while one is under way',
  },
  needs: ['tag/allowed-by-policy', 'tag/site-id', 'tag/interface-kept'],
  after: ['tag/present'],
  stimulus: 'a signed-in visitor opens a page on which the tag runs',
  judge: recording => {
    // What a failure on an earlier page has done to this one is told by failure/recovers.
    const recovery = viewsOfRecovery(recording)
    return pageViews(recording)
      .filter(({ user, tagRuns, faults }) => user && tagRuns.length > 0 && faults.length === 0)
      .filter(({ load }) => !recovery.has(load))
      .map(view => {
        const call = view.observations.find(isKind('activate'))
        const because = call ? null : hindrance(view, recording)
        return call
          ? met(whereOf(call), 'activate was called')
          : violated(whereOf(view.start), {
              ...(because !== null && { cure: `${because} Otherwise, ${general}` }),
              code: 'never-activated',
              expected: 'a call of iAdvize.activate on this page',
              received: `no call: the tag ran on ${view.path} and stayed idle`,
            })
      })
  },
  remedy: () => general,
})
