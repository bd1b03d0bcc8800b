/** badge.svg: the verdict in two words, for a README. What limits it stands in it: no part of the truth looks like the whole. */
import { isOutOfDate } from '../../harness/verdict/baseline.ts'
import type { Result } from '../../harness/verdict/result.ts'
import { markup } from '../wording/markup.ts'
import { palette } from '../../mock-iadvize/looks/palette.ts'
import { dateWords, verdictTitle } from '../wording/words.ts'
import type { Format } from './format.ts'

type Look = 'ok' | 'bad' | 'warn'

/** The words beside «padlock», and how they look. */
export const badgeWords = (result: Result): [words: string, look: Look] => {
  const { verdict, trust, partial, counts, strict, baseline } = result
  if (verdict === 'violated') return ['does not conform', 'bad']
  if (verdict === 'incomplete') {
    if (trust) return ['on trust, not certified', 'warn']
    return [partial && partial.only.length > 0 ? 'only a part was judged' : 'incomplete', 'warn']
  }
  if (isOutOfDate(baseline)) return ['baseline out of date', 'bad']
  if (counts.known > 0) return [`conforms but for ${counts.known} known`, 'warn']
  return [strict ? 'conforms, strict' : 'conforms', 'ok']
}

/** Pixels; the text is drawn to this length whatever font the reader has. */
const widthOf = (text: string): number => Math.round(text.length * 6.3)
const label = 'padlock'

export const badge = (result: Result): string => {
  const [words, look] = badgeWords(result)
  const left = widthOf(label) + 14
  const right = widthOf(words) + 14
  const text = (at: number, width: number, content: string) =>
    markup`<text x="${at + 7}" y="14" textLength="${width - 14}" lengthAdjust="spacingAndGlyphs">${content}</text>`
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${words}" data-generator="padlock">
<title>${label}: ${verdictTitle(result)}: ${result.target.name}, ${dateWords(result.startedAt)}</title>
<clipPath id="round"><rect width="${left + right}" height="20" rx="4"/></clipPath>
<g clip-path="url(#round)"><rect width="${left}" height="20" fill="${palette.light.ink}"/><rect x="${left}" width="${right}" height="20" fill="${palette.light[look]}"/></g>
<g fill="#fff" font-family="Verdana, 'DejaVu Sans', Geneva, sans-serif" font-size="11">${text(0, left, label)}${text(left, right, words)}</g>
</svg>
`.markup
}

export const badgeFormat: Format = {
  file: 'badge.svg',
  name: 'badge',
  render: badge,
  recognises: text => /^<svg [^>]*data-generator="padlock"/.test(text),
}
