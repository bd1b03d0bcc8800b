/** The tag on the pages of a recording: its runs and the script elements that bring it, in the page itself or in a frame of it. */
import { isKind, observed } from './observed.ts'
import type { Seen } from './observed.ts'
import type { PageView } from './page-views.ts'
import type { Recording } from './recording.ts'

export type TagOnPage = {
  run: Seen<'tag-run'> | undefined
  elements: readonly Seen<'tag-element'>[]
  /** by the browser's own account */
  failures: readonly Seen<'tag-request-failed'>[]
}

/** A frame is a document of its own, under the same tab: what it tells before the next page begins is of this one. */
export const tagOn = (recording: Recording, { load, browser, tab, start }: PageView): TagOnPage => {
  const next = observed(recording)
    .filter(isKind('page-load'))
    .find(page => page.browser === browser && page.tab === tab && page.context.index > start.context.index)
  const ofPage = observed(recording)
    .filter(isKind('tag-run', 'tag-element', 'tag-request-failed'))
    .filter(
      seen =>
        seen.load === load ||
        (seen.kind !== 'tag-request-failed' &&
          seen.frame &&
          seen.browser === browser &&
          seen.tab === tab &&
          seen.context.index > start.context.index &&
          seen.context.index < (next?.context.index ?? Infinity)),
    )
  return {
    run: ofPage.find(isKind('tag-run')),
    elements: ofPage.filter(isKind('tag-element')),
    failures: ofPage.filter(isKind('tag-request-failed')),
  }
}

/**
 * Whether a page is one of the authenticated area: somebody is signed in, and it is neither a declared public page, nor an
 * error page, nor another site's, as the one of a login service.
 */
export const isInArea = ({ target }: Recording, { user, path, observations }: PageView): boolean => {
  const loaded = observations.find(isKind('page-load'))
  return (
    Boolean(user) &&
    (loaded?.origin ?? target.origin) === target.origin &&
    (loaded?.status ?? 200) < 400 &&
    !target.pages?.guest.includes(path)
  )
}
