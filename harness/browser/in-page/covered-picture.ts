/**
 * A picture of a page on which nothing can be read: every word is a bar, fields are filled in, and pictures, frames and drawings are
 * left out. What a page says of a person can't be known, so no word is left. The shape of the page remains: a form, an error page,
 * a banner in the way.
 */
import type { Page } from '@playwright/test'

/**
 * In a layer of its own: what is `!important` in a layer wins over what is `!important` outside of one. Nothing is moved, so that
 * the page is seen as it stood. The fill of text is inherited, into shadow trees as well.
 */
const cover = `@layer padlock-cover {
  *, *::before, *::after, *::first-line, *::first-letter, *::placeholder, *::selection, *::file-selector-button {
    -webkit-text-fill-color: transparent !important;
    -webkit-text-stroke-color: transparent !important;
    text-decoration: line-through 0.6em #8a94a3 !important;
    text-decoration-skip: none !important;
    text-emphasis: none !important;
    text-shadow: none !important;
    caret-color: transparent !important;
    background-image: none !important;
    background-clip: border-box !important;
    border-image: none !important;
    list-style: none !important;
    transition: none !important;
  }
  input, textarea, select, [contenteditable] {
    background: #8a94a3 !important;
    color: transparent !important;
  }
  UNKNOWN
  img, picture, svg, svg *, video, audio, canvas, object, embed, iframe, frame, fencedframe, input[type="image"] {
    visibility: hidden !important;
  }
}`

/** In place of UNKNOWN, for each element whose own tree can't be looked into: it goes, and what the page put into it stays. */
const unknown = `NAME { visibility: hidden !important; } NAME > * { visibility: visible !important; }`

/** Pixels; taller windows are cut, so that a picture stays small. */
const tallest = 900

export type CoveredPicture = { width: number; height: number; jpeg: string }

/**
 * JPEG in base64, of what is in view. Null: the page went away meanwhile, does not answer, or could not be covered; a picture
 * is never worth a journey.
 */
export const coveredPicture = async (page: Page): Promise<CoveredPicture | null> => {
  try {
    const mark = await page.evaluate(
      ({ cover, unknown }) => {
        const roots: (Document | ShadowRoot)[] = [document]
        const closed = new Set<string>()
        for (const root of roots)
          for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) roots.push(element.shadowRoot)
            else if (customElements.get(element.localName)) closed.add(element.localName)
          }
        const sheet = new CSSStyleSheet()
        const rules = [...closed].map(name => unknown.replaceAll('NAME', CSS.escape(name)))
        sheet.replaceSync(cover.replace('UNKNOWN', rules.join(' ')))
        for (const root of roots) root.adoptedStyleSheets.push(sheet)
        const mark = String(Math.random())
        ;(window as unknown as Record<string, unknown>)['padlock cover'] = { sheet, roots, mark }
        return mark
      },
      { cover, unknown },
    )
    try {
      const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 }
      const shown = { width, height: Math.min(height, tallest) }
      const jpeg = await page.screenshot({
        type: 'jpeg',
        quality: 40,
        scale: 'css',
        timeout: 3_000,
        // Whatever else Playwright can do for a picture puts a style element into the page, which a policy may forbid: that would
        // then be told of the site.
        animations: 'allow',
        caret: 'initial',
        clip: { x: 0, y: 0, ...shown },
      })
      // Still the same document, and still covered: then it was so all the time.
      const covered = await page.evaluate(mark => {
        const all = window as unknown as Record<string, { sheet: CSSStyleSheet; mark: string } | undefined>
        const kept = all['padlock cover']
        return (
          kept?.mark === mark &&
          document.adoptedStyleSheets.includes(kept.sheet) &&
          getComputedStyle(document.body).webkitTextFillColor === 'rgba(0, 0, 0, 0)'
        )
      }, mark)
      return covered ? { ...shown, jpeg: jpeg.toString('base64') } : null
    } finally {
      await page.evaluate(() => {
        const all = window as unknown as Record<
          string,
          { sheet: CSSStyleSheet; roots: (Document | ShadowRoot)[] } | undefined
        >
        const kept = all['padlock cover']
        delete all['padlock cover']
        for (const root of kept?.roots ?? [])
          root.adoptedStyleSheets = root.adoptedStyleSheets.filter(sheet => sheet !== kept?.sheet)
      })
    }
  } catch {
    return null
  }
}
