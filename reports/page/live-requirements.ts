/**
 * The requirements as the sandbox judges them while somebody works on a page, and what else the tag saw there. What was not seen is
 * never shown as met. Pure.
 */
import type { RequirementView, SightingView } from '../../mock-iadvize/sandbox/schemas.ts'
import { icon, type Look } from './icons.ts'
import { moment } from './live-activation.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { isSentence } from '../wording/words.ts'

type Status = RequirementView['status']

/** In the order in which one looks at them. */
const groups: { name: string; statuses: readonly Status[]; open: boolean; empty?: string }[] = [
  { name: 'To fix', statuses: ['violated'], open: true },
  { name: 'Waiting for another', statuses: ['blocked'], open: true },
  { name: 'Not seen yet', statuses: ['not-observed', 'not-applicable'], open: true },
  { name: 'Met on another page', statuses: ['met-elsewhere'], open: false },
  { name: 'Met', statuses: ['met'], open: false },
  { name: 'Only certify can judge these', statuses: ['not-live'], open: false },
]

/** What only another page showed does not look like what this one shows. */
const lookOf = ({ status, level }: RequirementView): Look => {
  if (status === 'not-live') return 'not-applicable'
  if (status === 'met-elsewhere') return 'not-observed'
  return status === 'violated' && level === 'SHOULD' ? 'warning' : status
}

/** Where and when it was seen last. */
const place = ({ findings }: RequirementView): Markup => {
  const last = findings.at(-1)
  return markup`${last && markup`<p class="muted">on ${last.page ?? 'a page'} · ${moment(last.at)}</p>`}`
}

const row = (it: RequirementView): Markup => {
  const look = lookOf(it)
  const broken = it.findings.find(({ outcome }) => outcome === 'violated')
  return markup`<li class="${look}">${icon(look)}<div><p><span class="${isSentence(it.title) && 'sentence'}">${it.title}</span> <code class="id">${it.id}</code> ${it.level === 'SHOULD' && markup`<span class="chip">SHOULD</span>`}</p>${
    it.status === 'violated' && broken
      ? markup`<dl class="live-finding"><div><dt>Expected</dt><dd>${broken.expected}</dd></div><div><dt>Received</dt><dd>${broken.received}</dd></div><div><dt>Cure</dt><dd>${broken.cure}</dd></div></dl>${place(it)}`
      : it.status === 'met-elsewhere'
        ? place(it)
        : it.status !== 'not-live' && it.because !== null && markup`<p class="muted">${it.because}</p>`
  }</div></li>`
}

export const liveRequirements = (all: readonly RequirementView[]): Markup => {
  const count = (...statuses: Status[]): number => all.filter(({ status }) => statuses.includes(status)).length
  const live = all.length - count('not-live')
  return markup`<p class="live-count"><strong>${count('met')} of ${live}</strong> met${
    count('met-elsewhere') > 0 && markup` · ${count('met-elsewhere')} on another page`
  }${
    count('violated') > 0 && markup` · <span class="violated">${count('violated')} to fix</span>`
  } · ${count('not-observed', 'not-applicable')} not seen yet</p>
<p class="muted">As of the page that was opened last; what only another page showed is counted apart. No verdict: <code>padlock certify</code> gives that.</p>
${groups
  .map(({ name, statuses, open }) => ({ name, open, rows: all.filter(({ status }) => statuses.includes(status)) }))
  .filter(({ rows }) => rows.length > 0)
  .map(
    ({ name, open, rows }) =>
      markup`<details class="live-group" data-key="${name}"${open && { markup: ' open' }}><summary>${name} <span class="muted">${rows.length}</span></summary><ul>${rows.map(row)}</ul></details>`,
  )}`
}

export const liveSighting = ({ text, page, at, tone }: SightingView): Markup =>
  markup`<li class="${tone === 'warn' ? 'warning' : 'not-applicable'}">${tone === 'warn' && icon('warning')}<span>${text}</span> <span class="muted">${page === '' ? 'page not known' : page} · ${moment(at)}</span></li>`
