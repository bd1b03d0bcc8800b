/** Whether a page that a fault of ours has struck can still be used as it can be without it. */
import { isKind, observed, samples } from './observed.ts'
import type { Seen } from './observed.ts'
import { pageViews } from './page-views.ts'
import type { PageView } from './page-views.ts'
import type { Recording, Sample } from './recording.ts'

type Use = NonNullable<Sample['use']>

const lowest = (looks: readonly Use[], part: 'controls' | 'text'): number => Math.min(...looks.map(look => look[part]))

/** What the same person found on the same page when nothing was wrong; undefined: they never saw it so. */
const usual = (recording: Recording, view: PageView): readonly [Use, ...Use[]] | undefined => {
  const [first, ...others] = pageViews(recording)
    .filter(other => other.path === view.path && other.user === view.user && other.faults.length === 0)
    .flatMap(({ samples }) => samples.flatMap(({ use }) => use ?? []))
  return first && [first, ...others]
}

/** What of a page is lost, in words; null: nothing that matters, or there is nothing to compare it with. */
export const lossOfUse = (recording: Recording, view: PageView): string | null => {
  const now = view.samples.findLast(({ use }) => use)?.use
  const before = usual(recording, view)
  if (!now || !before) return null
  if (!now.loaded && before.every(({ loaded }) => loaded)) return 'its load event never came'
  const [controls, text] = [lowest(before, 'controls'), lowest(before, 'text')]
  // Half: advertisements and recommendations come and go, and a chat that failed has no button.
  if (now.controls < controls / 2)
    return `${now.controls} of ${controls} links, buttons and fields can be seen and reached`
  if (!now.signOut && before.every(({ signOut }) => signOut)) return 'the sign-out control can’t be reached'
  return now.text < text / 2 ? `${now.text} of ${text} characters of text can be seen` : null
}

/** Where the page of this view went by itself, in the same step, without ever having been looked at; null: it stayed. */
export const leftFor = (recording: Recording, view: PageView): Seen<'page-load'> | null => {
  if (view.samples.length > 0) return null
  const { index, step } = view.start.context
  const next = observed(recording)
    .slice(index + 1)
    .filter(isKind('page-load', 'step'))
    .find(seen => seen.kind === 'step' || (seen.browser === view.browser && seen.tab === view.tab))
  return next?.kind === 'page-load' && next.context.step === step && wasLookedAt(recording, next) ? next : null
}
const wasLookedAt = (recording: Recording, { load }: Seen<'page-load'>): boolean =>
  samples(recording).some(sample => sample.load === load)
