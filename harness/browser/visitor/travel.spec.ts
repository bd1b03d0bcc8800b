/** Back and forward past a page that the browser does not ask for again. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { watchFailures } from '../sign-in/error-page.ts'
import { travel } from './travel.ts'

test('a page that came of a form is passed by, as a visitor passes it by', async ({ page }) => {
  const server = createServer((request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' })
      .end(`<title>${request.url ?? ''}</title><form method="post" action="/second"><button>Next</button></form>`),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const target = {
    name: 'literal',
    origin,
    sid: '1',
    platform: 'halc',
    users: [],
    signInPage: '/',
    guests: 'idle',
  } as const
  watchFailures(page)
  await page.goto(`${origin}/first`)
  await page.getByRole('button').click()
  await expect(page).toHaveTitle('/second')
  await page.goto(`${origin}/account`)
  const journey = { target: { ...target, users: [], pages: { guest: [], signedIn: [] } }, restored: () => 0 }
  await travel(page, { ...journey, direction: 'back', path: '/no-longer-there' })
  expect(new URL(page.url()).pathname).toBe('/first')
  server.closeAllConnections()
  server.close()
})
