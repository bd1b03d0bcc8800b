import { expect, test } from '@playwright/test'
import { coveredPicture } from './covered-picture.ts'

/** In places of every kind, in a font whose characters are all of one width. */
const pageOf = (name: string, mail: string): string => `<!doctype html><title>${name}</title>
<style>
* { font-family: monospace; }
.greeting::before { content: '${name}'; }
.gilded { background: linear-gradient(red, blue); background-clip: text; -webkit-text-fill-color: transparent; }
.loud { -webkit-text-fill-color: red !important; color: red !important; }
</style>
<h1 class="greeting"></h1><p>Hello ${name}</p><p class="gilded">${name}</p><p class="loud">${name}</p>
<input value="${mail}"><input type="password" value="${mail}"><input placeholder="${mail}"><textarea>${mail}</textarea>
<select><option>${mail}</option></select><input type="submit" value="${name}"><button>${name}</button>
<p contenteditable>${name}</p><ul style="list-style: '${name}'"><li>one</li></ul>
<img alt="${name}" width="200" height="40"><svg width="200" height="40"><text y="20">${name}</text></svg>
<canvas width="200" height="40"></canvas><div id="shadow"></div><sealed-box></sealed-box><iframe srcdoc="<body>${name}</body>"></iframe>
<script>
{
document.querySelector('canvas').getContext('2d').fillText('${name}', 10, 20)
const drawing = document.createElement('canvas')
drawing.getContext('2d').fillText('${name}', 10, 20)
if (!customElements.get('sealed-box'))
  customElements.define('sealed-box', class extends HTMLElement {})
const sealed = document.querySelector('sealed-box').attachShadow({ mode: 'closed' })
sealed.innerHTML = '<p style="-webkit-text-fill-color: red">${name}</p>'
sealed.append(drawing)
document.querySelector('#shadow').attachShadow({ mode: 'open' }).innerHTML = '<p style="color: red">${name}</p><img alt="${name}">'
}
</script>`

test('two pages that differ only in what they say make the very same picture', async ({ page }) => {
  const pictures: string[] = []
  for (const [name, mail] of [
    ['Ada Lovelace', 'ada@example.com'],
    ['Bob Bramble ', 'bob@example.org'],
  ] as const) {
    await page.setContent(pageOf(name.trim().padEnd(12, 'x'), mail))
    const picture = await coveredPicture(page)
    expect(picture).toMatchObject({ width: 1280, height: 720 })
    expect(picture!.jpeg.length).toBeLessThan(60_000)
    pictures.push(picture!.jpeg)
    // Nothing of it stays in the page.
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)
    expect(
      await page
        .locator('p')
        .first()
        .evaluate(each => getComputedStyle(each).webkitTextFillColor),
    ).toBe('rgb(0, 0, 0)')
  }
  expect(pictures[0] === pictures[1]).toBe(true)
  // The measure can tell a difference at all.
  await page.setContent(pageOf('Somebody whose name is longer', 'ada@example.com'))
  expect((await coveredPicture(page))!.jpeg === pictures[0]).toBe(false)
})

test('the page notices nothing: no element is put into it, and no policy is broken', async ({ page }) => {
  await page.setContent(
    `<meta http-equiv="Content-Security-Policy" content="style-src 'none'; img-src 'none'"><p>Ada</p>`,
  )
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    addEventListener('securitypolicyviolation', ({ violatedDirective }) => seen.push(violatedDirective))
    const observer = new MutationObserver(records => seen.push(...records.map(({ type }) => type)))
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  })
  expect(await coveredPicture(page)).not.toBeNull()
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([])
})

test('of a page that does not answer there is no picture, and no error', async ({ page }) => {
  await page.setContent('<p>gone</p>')
  const taken = page.context().close()
  expect(await coveredPicture(page)).toBeNull()
  await taken
})
