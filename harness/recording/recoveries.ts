/** Pages after a fault of ours: what worked before it should work again. */
import { activations } from './activations.ts'
import type { Activation } from './activations.ts'
import { failures } from './failures.ts'
import { isDisturbed, isUnderOutage } from './observed.ts'
import { pageViews } from './page-views.ts'
import type { PageView } from './page-views.ts'
import { looksSignedOut, strikes } from './provider.ts'
import type { Recording } from './recording.ts'

export type Recovery = {
  /** pages with the tag and the same person signed in, after the fault, up to the first one that is authenticated again */
  views: readonly [PageView, ...PageView[]]
  /** the site took the fault for the end of its own session: whoever is let go has to sign in again */
  signedOut: boolean
}

const isSuccess = ({ answer, result }: Activation): boolean =>
  answer?.answer === 'secured' && result?.status === 'authentication-success'

export const isAuthenticated = (recording: Recording, { load }: PageView): boolean =>
  activations(recording).some(activation => activation.call.load === load && isSuccess(activation))

/** Pages on which a fault of ours kept a signed-in visitor from being authenticated. */
const pagesStruck = (recording: Recording): { page: PageView; mayEndSession: boolean }[] => {
  const failed = new Set(
    failures(recording).flatMap(({ failed: { call, answer, result } }) =>
      answer?.answer === 'secured' && result && isUnderOutage(result) ? [call.load] : [],
    ),
  )
  const withoutToken = new Map(strikes(recording).map(strike => [strike.view.load, strike]))
  return pageViews(recording).flatMap(page => {
    const strike = withoutToken.get(page.load)
    if (!page.user || !(failed.has(page.load) || (strike && !isAuthenticated(recording, page)))) return []
    return [{ page, mayEndSession: strike !== undefined && looksSignedOut(strike) }]
  })
}

/** Only for people who had been authenticated before the fault: otherwise the site may never authenticate anybody. */
export const recoveries = (recording: Recording): Recovery[] => {
  const views = pageViews(recording)
  return pagesStruck(recording).flatMap(({ page, mayEndSession }): Recovery[] => {
    const isTheirs = ({ browser, user }: PageView) => browser === page.browser && user === page.user
    const before = views.findLast(
      view =>
        isTheirs(view) &&
        view.start.context.index < page.start.context.index &&
        !isDisturbed(view.start) &&
        isAuthenticated(recording, view),
    )
    if (!before) return []
    const after = views.filter(
      view =>
        isTheirs(view) &&
        view.start.context.index > page.start.context.index &&
        view.tagRuns.length > 0 &&
        view.faults.length === 0,
    )
    const recovered = after.findIndex(view => isAuthenticated(recording, view))
    const [first, ...others] = recovered < 0 ? after : after.slice(0, recovered + 1)
    if (!first) return []
    const signedOut = mayEndSession && offersSignOut(before) === true && offersSignOut(first) === false
    return [{ views: [first, ...others], signedOut }]
  })
}

const offersSignOut = ({ samples }: PageView): boolean | undefined => samples.at(-1)?.use?.signOut

/** Loads of all pages that {@link recoveries} speak of. */
export const viewsOfRecovery = (recording: Recording): Set<string> =>
  new Set(recoveries(recording).flatMap(({ views }) => views.map(({ load }) => load)))
