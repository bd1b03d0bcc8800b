import { isKind, isUnderOutage, observed, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

type All = readonly Seen[]

/** A tag that ran must have been served: a copy of somebody else's, or a page that only says so, is none of iAdvize's. */
const ofRun = (all: All, run: Seen<'tag-run'>): Finding[] => {
  // Recordings of before have no account of iAdvize's own.
  if (run.run === undefined || isUnderOutage(run)) return []
  const isServed = all.some(({ kind, context }) => kind === 'tag-served' && context.index < run.context.index)
  return isServed
    ? []
    : [
        violated(whereOf(run), {
          code: 'tag-not-served',
          expected: 'a tag that iAdvize has served',
          received: 'the page says that the tag runs, and iAdvize has served none',
        }),
      ]
}

/** Success is iAdvize's to give. */
const ofSuccess = (all: All, result: Seen<'activate-result'>): Finding[] => {
  if (result.status !== 'authentication-success' || isUnderOutage(result)) return []
  const runs = all.filter(isKind('tag-run')).flatMap(({ load, run }) => (load === result.load && run ? [run] : []))
  if (runs.length === 0) return []
  const isGiven = all
    .filter(isKind('exchange-answered'))
    .some(
      ({ run, call, accepted, option, context }) =>
        run !== null &&
        runs.includes(run) &&
        call === result.call &&
        accepted &&
        option === result.option &&
        context.index < result.context.index,
    )
  return isGiven
    ? [met(whereOf(result), 'iAdvize has accepted what the page says it has')]
    : [
        violated(whereOf(result), {
          code: 'success-not-given',
          expected: 'an activation that iAdvize has accepted',
          received: 'the page says that the activation succeeded, and iAdvize has accepted none',
        }),
      ]
}

/** What iAdvize has of the visitor comes from some page of this browser, and the page has shown it there. */
const ofExtId = (all: All, look: Seen<'sample'>): Finding[] => {
  if (look.desk === null) return []
  if (!look.desk.extId) return [met(whereOf(look), 'the desk has no extID, and the page shows none to it')]
  const isShown = all.some(
    seen =>
      seen.context.index <= look.context.index &&
      ((seen.kind === 'ext-id' && seen.browser === look.browser) ||
        (seen.kind === 'sample' && seen.browser === look.browser && seen.extId !== null)),
  )
  return isShown
    ? [met(whereOf(look), 'the extID on the desk is one that the page has shown')]
    : [
        violated(whereOf(look), {
          code: 'ext-id-hidden',
          expected: 'window.idzCustomData, the same for everyone who looks',
          received: 'extID on the desk, and none in the page when Padlock looks',
        }),
      ]
}

const ofRefused = (refused: Seen<'message-refused'>): Finding[] =>
  refused.because === 'not-for-a-page' || refused.because === 'another-document'
    ? [
        violated(whereOf(refused), {
          code: 'forged',
          expected: 'a page that speaks for itself only',
          received: `${refused.count === 1 ? 'one message' : `${refused.count} messages`} to Padlock’s recorder in somebody else’s name; nothing of it was believed`,
        }),
      ]
    : []

export default requirement({
  id: 'page/witnesses-agree',
  level: 'MUST',
  basis: 'practice',
  title: 'what the page says of itself is what browser, network and desk have seen',
  because: 'what a page hides from whoever checks it, its visitors and agents meet all the same',
  source: { page: 'OWASP ASVS', clause: 'client-side controls are not to be trusted' },
  yourSite: {
    table: 'also',
    says: 'shows Padlock what it shows iAdvize, and speaks for itself only ([what a hostile site could hide](hostile-sites.md))',
  },
  after: ['tag/present'],
  stimulus: 'the tag runs on a page, and the page says what came of it',
  codes: ['ext-id-hidden', 'tag-not-served', 'success-not-given', 'forged'],
  judge: recording => {
    const all = observed(recording)
    // One desk is looked at on each page: what is hidden is told where it is first seen.
    const hidden = new Set<string>()
    return all.flatMap((seen): Finding[] => {
      switch (seen.kind) {
        case 'tag-run':
          return ofRun(all, seen)
        case 'activate-result':
          return ofSuccess(all, seen)
        case 'message-refused':
          return ofRefused(seen)
        case 'sample':
          return ofExtId(all, seen).filter(({ outcome }) => {
            if (outcome === 'met') return true
            const isFirst = !hidden.has(seen.browser)
            hidden.add(seen.browser)
            return isFirst
          })
        default:
          return []
      }
    })
  },
  remedy: ({ code, where }) => {
    const page = where.path ?? 'this page'
    switch (code) {
      case 'ext-id-hidden':
        return `find what sets window.idzCustomData on ${page} by an accessor, or only while the tag reads it, and remove it: the extID reaches iAdvize, and keeps the padlock away`
      case 'tag-not-served':
        return `load the tag from iAdvize’s host on ${page}: the script that runs there, or that says it does, is no tag of iAdvize’s`
      case 'success-not-given':
        return `find what answers in iAdvize’s place on ${page} (a service worker, a wrapper around fetch or activate) and remove it: iAdvize has accepted nothing there`
      default:
        return `find the script on ${page} that calls __iadvizeMockObserver or Playwright’s bindings, and remove it: no page has a reason to`
    }
  },
})
