import { isIAdvizeHost, tagPath } from '../../../mock-iadvize/contract.ts'
import { isKind, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** null: it is none of a host, or no address at all; a page may say anything */
const host = (url: string): string | null =>
  /^(?:https?|wss?):\/\//.test(url) && URL.canParse(url) ? new URL(url).host : null

/** What the policy of the page itself keeps from iAdvize; a report of what is let through is none. */
const isAgainstIadvize = ({ blocked, enforced = true }: Seen<'policy-violation'>): boolean => {
  const of = host(blocked)
  if (!enforced || of === null) return false
  return isIAdvizeHost(of) || new URL(blocked).pathname.endsWith(tagPath)
}

/** `script-src-elem` falls back on `script-src`, which is the one to write. */
const directiveToWrite = (directive: string): string => directive.replace(/-(elem|attr)$/, '')

export default requirement({
  id: 'tag/allowed-by-policy',
  level: 'MUST',
  basis: 'practice',
  title: "the page's own Content-Security-Policy lets the tag and its calls through",
  because: 'the browser stops the chat without a word to the customer, and the site says so only in a console',
  source: { page: 'CSP3' },
  yourSite: {
    table: 'tag',
    says: 'is let through by the Content-Security-Policy, and its calls as well: `<platform>.iadvize.com` for the script, `api.iadvize.com` to connect to (hosts: doc)',
  },
  stimulus: 'a page asks for the tag, and the tag calls iAdvize',
  codes: ['tag-blocked', 'call-blocked'],
  judge: recording =>
    pageViews(recording).flatMap(({ observations, tagRuns }): Finding[] => {
      const blocked = observations.filter(isKind('policy-violation')).filter(isAgainstIadvize)
      if (blocked.length > 0)
        return blocked.map(violation => {
          const { blocked: url, path } = violation
          const directive = directiveToWrite(violation.directive)
          return violated(whereOf(violation), {
            code: new URL(url).pathname.endsWith(tagPath) ? 'tag-blocked' : 'call-blocked',
            expected: `${directive} lets ${host(url) ?? url} through`,
            received: `${directive} blocked ${url}`,
            cure: `add ${host(url) ?? url} to ${directive} in the Content-Security-Policy of ${path}, and best to that of all pages with the tag`,
          })
        })
      const [run] = tagRuns
      const answered = observations.filter(isKind('exchange')).some(({ status }) => status !== 'network-error')
      return run && answered ? [met(whereOf(run), 'the tag ran, and its call was answered')] : []
    }),
  remedy: ({ where, expected }) =>
    `in the Content-Security-Policy of ${where.path ?? 'this page'}, see to it that ${expected}`,
})
