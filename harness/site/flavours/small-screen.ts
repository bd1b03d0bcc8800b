import type { Flavour } from './flavour.ts'

/** Below 40rem the links of the header, sign-out among them, stand behind a button. */
const hamburger = `
{
  const links = document.querySelector('header nav')
  const small = matchMedia('(max-width: 40rem)')
  if (links) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'link', textContent: '☰' })
    const show = open => {
      links.hidden = small.matches && !open
      button.hidden = !small.matches
      button.setAttribute('aria-expanded', String(open))
    }
    button.setAttribute('aria-label', 'Menu')
    button.addEventListener('click', () => show(links.hidden))
    small.addEventListener('change', () => show(false))
    // The sheet gives both a display of their own.
    const hides = new CSSStyleSheet()
    hides.replaceSync('header [hidden] { display: none }')
    document.adoptedStyleSheets.push(hides)
    links.before(button)
    show(false)
  }
}
`

export const smallScreen: Flavour = {
  summary: 'on a small screen the links of the header, sign-out among them, are in a menu behind a hamburger button',
  apply: plan => ({ ...plan, assets: { ...plan.assets, '/shop.js': `${plan.assets['/shop.js']}${hamburger}` } }),
}
