/** Pages after a fault of ours: what worked before it should work again. */
import { activations } from './activations.ts'
import type { Activation } from './activations.ts'
import { failures } from './failures.ts'
import { isDisturbed, isUnderOutage } from './observed.ts'
import { pageViews } from './page-views.ts'
import type { PageView } from './page-views.ts'
import { strikes } from './provider.ts'
import type { Recording } from './recording.ts'

export type Recovery = {
  /** pages with the tag and the same person signed in, after the fault, up to the first one that is authenticated again */
  views: readonly [PageView, ...PageView[]]
}

const isSuccess = ({ answer, result }: Activation): boolean =>
  answer?.answer === 'secured' && result?.status === 'authentication-success'

export const isAuthenticated = (recording: Recording, { load }: PageView): boolean =>
  activations(recording).some(activation => activation.call.load === load && isSuccess(activation))

/** Pages on which a fault of ours kept a signed-in visitor from being authenticated. */
const pagesStruck = (recording: Recording): PageView[] => {
  const failed = new Set(
    failures(recording).flatMap(({ failed: { call, answer, result } }) =>
      answer?.answer === 'secured' && result && isUnderOutage(result) ? [call.load] : [],
    ),
  )
  const struck = new Set(strikes(recording).map(({ view }) => view.load))
  return pageViews(recording).filter(
    page => page.user && (failed.has(page.load) || (struck.has(page.load) && !isAuthenticated(recording, page))),
  )
}

/** Only for people who had been authenticated before the fault: otherwise the site may never authenticate anybody. */
export const recoveries = (recording: Recording): Recovery[] => {
  const views = pageViews(recording)
  return pagesStruck(recording).flatMap((page): Recovery[] => {
    const isTheirs = ({ browser, user }: PageView) => browser === page.browser && user === page.user
    const before = views.some(
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
        view.samples.slice(0, 1).every(look => !isDisturbed(look)),
    )
    const recovered = after.findIndex(view => isAuthenticated(recording, view))
    const [first, ...others] = recovered < 0 ? after : after.slice(0, recovered + 1)
    if (!first) return []
    return [{ views: [first, ...others] }]
  })
}

/** Loads of all pages that {@link recoveries} speak of. */
export const viewsOfRecovery = (recording: Recording): Set<string> =>
  new Set(recoveries(recording).flatMap(({ views }) => views.map(({ load }) => load)))
