/** Runs in the page: what lies in the storage of one page, and which extID is set. */

/** Session tokens are raw: memory only. */
export type PageStorage = {
  load: string | null
  path: string
  origin: string
  visitorRecord: string | null
  jwts: { where: 'localStorage' | 'sessionStorage'; key: string; jwt: string }[]
  extId: string | null
  consented: boolean
  controls: number
  ready: 'loading' | 'interactive' | 'complete'
}

/** Self-contained: Playwright carries its text into the page. */
export const readStorage = (names: { visitorKey: string; consentKey: string; loadGlobal: string }): PageStorage => {
  const compactJws = /eyJ[A-Za-z0-9_-]*\.eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+/g
  const found: PageStorage['jwts'] = []
  // A frame that is sandboxed into an origin of its own has no storage, and throws when asked for it.
  const hasStorage = window.origin !== 'null'
  for (const where of hasStorage ? (['localStorage', 'sessionStorage'] as const) : []) {
    const store = window[where]
    for (let index = 0; index < store.length; index++) {
      const key = store.key(index) ?? ''
      for (const jwt of (store.getItem(key) ?? '').match(compactJws) ?? []) found.push({ where, key, jwt })
    }
  }
  const probe = (window as unknown as Record<string, { load: string; lookForExtId: () => string | null } | undefined>)[
    names.loadGlobal
  ]
  const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, [role="button"]')]
  return {
    load: probe?.load ?? null,
    path: location.pathname,
    origin: location.origin,
    visitorRecord: hasStorage ? localStorage.getItem(names.visitorKey) : null,
    jwts: found,
    extId: probe?.lookForExtId() ?? null,
    consented: hasStorage && localStorage.getItem(names.consentKey) === 'true',
    // A person sees it, and a click at its middle meets it. No named function: what tsx adds to name it is not in the page.
    controls: controls.slice(0, 300).filter(control => {
      if (control.matches(':disabled') || !control.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        return false
      const { left, top, width, height } = control.getBoundingClientRect()
      return control.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    }).length,
    ready: document.readyState,
  }
}
