import { apiHost, iadvizeDomain } from '../../../mock-iadvize/contract.ts'
import { html } from '../html.ts'
import { header, shopScript, soundPolicy } from '../plan.ts'
import { openServer } from '../server.ts'
import { pageScript } from './flavour.ts'
import type { Flavour, Shop } from './flavour.ts'

/** The document in the frame: nothing but the tag, and what speaks for it with the page around it. */
const box = ({ origin, sid, platform }: Shop): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="color-scheme" content="light dark" />
        <title>Chat · Maison Verveine</title>
        <script type="module" src="/box.js"></script>
      </head>
      <body data-page="${origin}" data-sid="${sid}" data-platform="${platform}"></body>
    </html>`.markup

export const boxed: Flavour = {
  summary: 'the tag in a sandboxed iframe of another origin, with which the page exchanges messages',
  apply: plan => ({
    ...plan,
    headers: visit => ({
      ...plan.headers(visit),
      ...header({
        ...soundPolicy(visit),
        'script-src': "'self'",
        'connect-src': "'self'",
        'frame-src': visit.neighbour,
      }),
    }),
    scripts: () => [shopScript],
    bodyData: async visit => ({ ...(await plan.bodyData(visit)), box: visit.neighbour }),
    assets: { ...plan.assets, '/shop.js': pageScript('boxed') },
  }),
  neighbour: async shop => {
    const { default: express } = await import('express')
    const app = express()
    app.disable('x-powered-by')
    app.get('/', (_request, response) => {
      response.set(
        header({
          'default-src': "'none'",
          'script-src': `'self' ${shop.platform}.${iadvizeDomain}`,
          'connect-src': apiHost,
          'base-uri': "'none'",
          'frame-ancestors': shop.origin,
        }),
      )
      response.set('X-Content-Type-Options', 'nosniff').send(box(shop))
    })
    app.get('/box.js', (_request, response) => {
      response.type('text/javascript').set('Cache-Control', 'no-cache').send(pageScript('box'))
    })
    return openServer('http', app)
  },
}
