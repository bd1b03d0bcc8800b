/** The way from one page of the sandbox to another, and from one site to another. Served by a gateway there is one page, and no way. */
import type { TenantView } from './schemas.ts'
import { byId, element } from '../looks/dom.ts'

const pages = { inspector: 'Inspector', desk: 'Desk' } as const
const sandboxMark = (): HTMLMetaElement | null => document.querySelector('meta[name="padlock-sandbox"]')

/** `ui Certify`: the path of one more page, and what it is called. */
const beside = (mark: HTMLMetaElement): [path: string, name: string][] => {
  const [, path, name] = /^(\S+) (.+)$/.exec(mark.content) ?? []
  return path === undefined || name === undefined ? [] : [[path, name]]
}

/** The site that a page shows, as its address says; null: the default one. */
export const chosenSid = (): string | null => new URLSearchParams(location.search).get('sid')

/** `here`: of {@link pages}, or of the page beside them. Answers with whether there are more pages. */
export function showLinks(here: string): boolean {
  const mark = sandboxMark()
  if (!mark) return false
  const links = [...Object.entries(pages), ...beside(mark)].map(([page, name]) =>
    element('li', {}, element('a', { href: page + location.search, 'aria-current': page === here && 'page' }, name)),
  )
  byId('pages').replaceChildren(element('ul', {}, ...links))
  byId('pages').hidden = false
  return true
}

export function showPages(here: keyof typeof pages): void {
  if (!showLinks(here)) return
  const select = siteChoice()
  select.addEventListener('change', () =>
    location.assign(`${location.pathname}?sid=${encodeURIComponent(select.value)}`),
  )
  void showSites()
}

const siteChoice = (): HTMLSelectElement => byId('site').querySelector('select')!

/** One site needs no choice. */
export async function showSites(): Promise<void> {
  const response = await fetch('control/v1/tenants').catch(() => null)
  if (!response?.ok) return
  const sites = (await response.json()) as TenantView[]
  const chosen = chosenSid()
  // The site has been removed meanwhile: the page says so.
  if (chosen !== null && !sites.some(({ sid }) => sid === chosen)) return location.reload()
  const select = siteChoice()
  select.replaceChildren(...sites.map(({ sid }) => element('option', { value: sid }, sid)))
  select.value = chosen ?? sites.find(({ isDefault }) => isDefault)?.sid ?? ''
  byId('site').hidden = sites.length < 2
}
