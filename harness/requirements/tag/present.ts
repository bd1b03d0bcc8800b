import { pageViews } from '../../recording/page-views.ts'
import { whereOf } from '../../recording/observed.ts'
import { isInArea, tagOn } from '../../recording/tags.ts'
import type { TagOnPage } from '../../recording/tags.ts'
import { whyNoTag } from '../why-no-tag.ts'
import { met, requirement, violated } from '../requirement.ts'

/** How near the page came to having it. */
const missing = (tag: TagOnPage, page: string): { code: string; received: string; cure?: string } => {
  const [element] = tag.elements
  if (!element) return { code: 'tag-missing', received: 'no request for the iAdvize tag was seen' }
  if (element.outcome === 'inert')
    return {
      code: 'tag-waits-for-consent',
      received:
        'its script element has a type that no browser runs, as a consent tool writes it until the visitor agrees',
    }
  if (element.outcome === 'loaded')
    return { code: 'tag-of-unknown-host', received: `${element.host} served something that is not the tag of this run` }
  const why = whyNoTag(tag)
  return {
    code: 'tag-not-loaded',
    received: why?.received ?? `the request for it to ${element.host} failed`,
    ...(why && { cure: `on ${page}, ${why.cure}` }),
  }
}

export default requirement({
  id: 'tag/present',
  level: 'MUST',
  basis: 'doc',
  title: 'every page of the authenticated area loads the tag',
  because: 'on a page without the tag there is no chat: the customer who is stuck there finds nobody',
  source: { page: 'FE-AUTH' },
  yourSite: { table: 'tag', says: 'is on every page of the authenticated area, once' },
  needs: ['tag/allowed-by-policy'],
  stimulus: 'a signed-in visitor looks at a page of the authenticated area',
  codes: ['tag-missing', 'tag-waits-for-consent', 'tag-of-unknown-host', 'tag-not-loaded'],
  judge: recording =>
    pageViews(recording)
      .filter(view => isInArea(recording, view) && view.faults.length === 0)
      .map(view => {
        const tag = tagOn(recording, view)
        return tag.run
          ? met(whereOf(tag.run), `the tag ran${tag.run.frame ? ' in a frame of the page' : ''}`)
          : violated(whereOf(view.start), { expected: 'the tag runs on this page', ...missing(tag, view.path) })
      }),
  remedy: ({ code, where, received }) => {
    const page = where.path ?? 'this page'
    if (code === 'tag-waits-for-consent')
      return `on ${page}, let the test account agree first, or let the consent tool treat the chat of the authenticated area as needed for the service; what counts is that the tag runs once the visitor has agreed`
    if (code === 'tag-of-unknown-host')
      return `${received}: if that host is the brand’s own name for iAdvize’s, name it in the configuration; if not, put the platform’s host right on ${page}`
    if (code === 'tag-not-loaded')
      return `look at the request in the browser’s network panel on ${page}: ${received}; a wrong host, a blocker or an integrity attribute (iAdvize changes the file without notice) does that`
    return `include the tag in the template of ${page}, best in the layout that all pages share: <script async src="//halc.iadvize.com/iadvize.js"></script>, with the platform of your own site; if a tag manager brings it, look at the rule that decides on which pages and when`
  },
})
