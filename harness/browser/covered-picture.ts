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
  img, picture, svg, svg *, video, audio, canvas, object, embed, iframe, frame, fencedframe, input[type="image"] {
    visibility: hidden !important;
  }
}`

const fields = 'input, textarea, select, [contenteditable]'

/** Pixels; taller windows are cut, so that a picture stays small. */
const tallest = 900

export type CoveredPicture = { width: number; height: number; jpeg: string }

/**
 * JPEG in base64, of what is in view. Null: the page went away meanwhile, does not answer, or could not be covered; a picture
 * is never worth a journey.
 */
export const coveredPicture = async (page: Page): Promise<CoveredPicture | null> => {
  try {
    const token = await page.evaluate(css => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(css)
      document.adoptedStyleSheets.push(sheet)
      const id = String(Math.random())
      ;(window as unknown as Record<string, unknown>)['padlock cover'] = { sheet, id }
      return id
    }, cover)
    try {
      const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 }
      const shown = { width, height: Math.min(height, tallest) }
      const jpeg = await page.screenshot({
        type: 'jpeg',
        quality: 40,
        scale: 'css',
        timeout: 3_000,
        animations: 'allow',
        clip: { x: 0, y: 0, ...shown },
        // Once more, for open shadow trees; the sheet above is what tells whether this document is covered.
        style: cover,
        mask: [page.locator(fields)],
        maskColor: '#8a94a3',
      })
      // Still the same document, and still covered: then it was so all the time.
      const covered = await page.evaluate(id => {
        const kept = (window as unknown as Record<string, { sheet: CSSStyleSheet; id: string } | undefined>)[
          'padlock cover'
        ]
        return (
          kept?.id === id &&
          document.adoptedStyleSheets.includes(kept.sheet) &&
          getComputedStyle(document.body).webkitTextFillColor === 'rgba(0, 0, 0, 0)'
        )
      }, token)
      return covered ? { ...shown, jpeg: jpeg.toString('base64') } : null
    } finally {
      await page.evaluate(() => {
        const all = window as unknown as Record<string, { sheet: CSSStyleSheet } | undefined>
        const kept = all['padlock cover']
        delete all['padlock cover']
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== kept?.sheet)
      })
    }
  } catch {
    return null
  }
}
