/**
 * Names of places in the HTML report. A requirement's own id is its anchor, so that `index.html#token/signature` can be
 * sent to a colleague; the others hold a colon, which no requirement's id does.
 */
import { printable } from '../wording/markup.ts'

export const requirementAnchor = (id: string): string => printable(id).replace(/\s/g, '-')
export const journeyAnchor = (journey: string): string => `journey:${requirementAnchor(journey)}`
/** A shape of tokens, counted from 1. */
export const tokenAnchor = (number: number): string => `token:${number}`
/** A picture of a page, counted from 1. */
export const pictureAnchor = (number: number): string => `picture:${number}`
/** A moment in the picture of a journey, counted from 1. */
export const momentAnchor = (journey: string, number: number): string =>
  `moment:${requirementAnchor(journey)}:${number}`
/** Code that cures, told once in the page. */
export const codeAnchor = (topic: string): string => `code:${topic}`
/** The first flag of a requirement in the picture of a journey. */
export const flagAnchor = (journey: string, requirement: string): string =>
  `flag:${requirementAnchor(journey)}:${requirementAnchor(requirement)}`

/** Where a requirement stands at a glance, and among what was not tested. */
export const glanceAnchor = (id: string): string => `glance:${requirementAnchor(id)}`
export const untestedAnchor = (id: string): string => `untested:${requirementAnchor(id)}`

/** A link to an anchor: `/` and `:` stay readable, everything else that means something in a URL is encoded. */
export const link = (anchor: string): string =>
  `#${encodeURIComponent(anchor).replaceAll('%2F', '/').replaceAll('%3A', ':')}`
