import { html } from '../html.ts'
import { bare } from '../pages.ts'
import type { Flavour } from './flavour.ts'

const wall = (to: string) => ({
  title: 'Your privacy',
  main: html`<h1>Your privacy</h1>
    <p>We and our partners would like to use cookies.</p>
    <form method="post" action="/consent">
      <input type="hidden" name="to" value="${to}" />
      <button class="button">Accept all</button>
    </form>`,
})

export const consentWall: Flavour = {
  summary: 'a page that asks for consent stands before all others until somebody has agreed',
  consent: true,
  apply: plan => plan,
  doors: app => {
    app.post('/consent', async (request, response) => {
      const { default: express } = await import('express')
      await new Promise<void>(done => express.urlencoded({ extended: false })(request, response, () => done()))
      const { to } = request.body as Record<string, unknown>
      // Only to where the visitor had come from: a path of the shop.
      const path = typeof to === 'string' && /^\/(?!\/)/.test(to) ? to : '/'
      response.cookie('agreed', 'yes', { sameSite: 'lax', path: '/' }).redirect(303, path)
    })
    app.use((request, response, next) => {
      const isPage = request.method === 'GET' && request.get('sec-fetch-dest') === 'document'
      if (!isPage || request.headers.cookie?.split('; ').includes('agreed=yes')) return next()
      return response
        .set('Cache-Control', 'no-store')
        .send(bare(wall(request.path), { scripts: [], bodyData: {}, nonce: '' }))
    })
  },
}
