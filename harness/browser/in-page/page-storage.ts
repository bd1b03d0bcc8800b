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
export const readStorage = (names: { visitorKey: string; consentKey: string; probe: string }): PageStorage => {
  /** More than these are not looked at: a page that fills its storage must not fill ours. The tag's own come first. */
  const most = 1_000
  const found: PageStorage['jwts'] = []
  // A frame that is sandboxed into an origin of its own has no storage, and throws when asked for it.
  const hasStorage = window.origin !== 'null'
  for (const where of hasStorage ? (['localStorage', 'sessionStorage'] as const) : []) {
    const store = window[where]
    const keys = Object.keys(store)
    for (const key of [names.visitorKey, ...keys.filter(key => key !== names.visitorKey)])
      for (const run of (store.getItem(key) ?? '').split(/[^A-Za-z0-9_.-]+/)) {
        // Three segments of which the first two begin as JSON does in base64url; one pass, however long the value.
        const segments = run.split('.')
        for (let index = 0; index + 2 < segments.length && found.length < most; index++) {
          const [header = '', claims = '', signature = ''] = segments.slice(index, index + 3)
          const start = header.indexOf('eyJ')
          if (start < 0 || !claims.startsWith('eyJ') || signature === '') continue
          found.push({ where, key, jwt: `${header.slice(start)}.${claims}.${signature}` })
          index += 2
        }
      }
  }
  const probe = (window as unknown as Record<string, { load: string; lookForExtId: () => string | null } | undefined>)[
    names.probe
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
