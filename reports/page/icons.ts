/** Drawings that need no font: shapes differ as well as colours, and words always stand beside them. */
import { markup, type Markup } from '../wording/markup.ts'
import type { Result } from '../../harness/verdict/result.ts'

const looks = ['met', 'violated', 'warning', 'known', 'blocked', 'not-observed', 'not-applicable'] as const
export type Look = (typeof looks)[number]

const shapes: Record<Look, Markup> = {
  met: markup`<circle cx="10" cy="10" r="9"/><path class="glyph" d="M5.8 10.4L8.8 13.4L14.2 7"/>`,
  violated: markup`<path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z"/><path class="glyph" d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4"/>`,
  warning: markup`<path d="M10 1.5L19.2 18H.8z"/><path class="glyph" d="M10 7.4v5M10 14.9v.3"/>`,
  known: markup`<path d="M4 1.5h12v17l-6-4.2-6 4.2z"/><path class="glyph" d="M10 5v4.2M10 11.4v.3"/>`,
  blocked: markup`<rect x="1.5" y="1.5" width="17" height="17" rx="4"/><path class="glyph" d="M7.6 6.5v7M12.4 6.5v7"/>`,
  'not-observed': markup`<circle class="hollow" cx="10" cy="10" r="8.2" stroke-dasharray="3.4 2.6"/><path class="mark" d="M7.6 8a2.4 2.4 0 1 1 3.4 2.2c-.7.4-1 .8-1 1.6M10 14.4v.3"/>`,
  'not-applicable': markup`<circle class="hollow" cx="10" cy="10" r="8.2"/><path class="mark" d="M6.2 10h7.6"/>`,
}

/** Defined once in a page; {@link icon} refers to them. */
export const iconDefinitions: Markup = markup`<svg width="0" height="0" class="definitions" aria-hidden="true">${looks.map(
  look => markup`<symbol id="icon:${look}" viewBox="0 0 20 20">${shapes[look]}</symbol>`,
)}</svg>`

export const icon = (look: Look): Markup =>
  markup`<svg class="icon ${look}" width="20" height="20" aria-hidden="true"><use href="#icon:${look}"/></svg>`

const shackles = {
  conforms: 'M17 29V19a15 15 0 0 1 30 0v10',
  violated: 'M17 29V17a15 15 0 0 1 28.4-6.8',
  incomplete: 'M17 29V19a15 15 0 0 1 30 0v10',
} as const
const signs = {
  conforms: markup`<path class="sign" d="M23 43.5l6.4 6.4L42 37"/>`,
  violated: markup`<path class="sign" d="M25.5 37.5l13 13M38.5 37.5l-13 13"/>`,
  incomplete: markup`<path class="sign" d="M26.6 39.4a5.4 5.4 0 1 1 7.8 4.9c-1.7.9-2.4 1.7-2.4 3.3M32 52.4v.4"/>`,
} as const
const names = {
  conforms: 'A closed padlock with a tick',
  violated: 'An open padlock with a cross',
  incomplete: 'A padlock with a question mark',
} as const

export const verdictMark = (verdict: Result['verdict']): Markup =>
  markup`<svg class="verdict-mark" width="96" height="96" viewBox="-8 -8 80 80" role="img" aria-labelledby="verdict-mark"><title id="verdict-mark">${names[verdict]}</title><path class="shackle" d="${shackles[verdict]}"/><rect class="body" x="8" y="28" width="48" height="34" rx="7"/>${signs[verdict]}</svg>`
