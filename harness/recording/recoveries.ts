/** Pages after a fault of ours: what worked before it should work again. */
import { activations } from './activations.ts'
import type { Activation } from './activations.ts'
import { failures } from './failures.ts'
import { isDisturbed, isUnderOutage } from './observed.ts'
import { pageViews } from './page-views.ts'
import type { PageView } from './page-views.ts'
import type { Recording } from './recording.ts'

export type Recovery = {
  /** the secured activation that failed through our fault */
  failed: Activation
  /** pages with the tag and the same person signed in, after the fault, up to the first one that is authenticated again */
  views: readonly [PageView, ...PageView[]]
}

const isSuccess = ({ answer, result }: Activation): boolean =>
  answer?.answer === 'secured' && result?.status === 'authentication-success'

export const isAuthenticated = (recording: Recording, { load }: PageView): boolean =>
  activations(recording).some(activation => activation.call.load === load && isSuccess(activation))

/** Only for people who had been authenticated before the fault: otherwise the site may never authenticate anybody. */
export const recoveries = (recording: Recording): Recovery[] => {
  const views = pageViews(recording)
  return failures(recording).flatMap(({ failed }): Recovery[] => {
    const { call, answer, result } = failed
    if (answer?.answer !== 'secured' || !result || !isUnderOutage(result)) return []
    const page = views.find(({ load }) => load === call.load)
    if (!page?.user) return []
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
        view.start.context.index > call.context.index &&
        view.tagRuns.length > 0 &&
        view.samples.slice(0, 1).every(look => !isDisturbed(look)),
    )
    const recovered = after.findIndex(view => isAuthenticated(recording, view))
    const [first, ...others] = recovered < 0 ? after : after.slice(0, recovered + 1)
    return first ? [{ failed, views: [first, ...others] }] : []
  })
}

/** Loads of all pages that {@link recoveries} speak of. */
export const viewsOfRecovery = (recording: Recording): Set<string> =>
  new Set(recoveries(recording).flatMap(({ views }) => views.map(({ load }) => load)))
