import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { watchIdle } from './page-idle.ts'

test('an answer whose body the page never reads keeps no page busy, a refusal or not', async ({ page }) => {
  const server = createServer((request, response) => {
    if (request.url === '/token')
      return response.writeHead(401, { 'cache-control': 'no-store' }).end('{"error":"sign in first"}')
    if (request.url === '/seen')
      return response.writeHead(200, { 'cache-control': 'no-store', 'content-length': 11 }).end('{"ok":true}')
    response.writeHead(200, { 'content-type': 'text/html' })
    return response.end(
      "<!doctype html><script>window.kept = ['/token', '/seen'].map(path => fetch(path, { cache: 'no-store' }))</script>",
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const never = { request: () => false, document: () => false }
  const idle = watchIdle(page, never, { origin })
  await page.goto(origin)
  const { busy } = await idle.wait(() => ({ open: 0, settled: true, spoke: false }))
  expect(busy).toBeNull()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})
