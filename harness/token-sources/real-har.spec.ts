/**
 * HARs as Playwright writes them of a browser (bodies inside, in files beside, and in a ZIP), and as Chromium and Firefox write them
 * themselves. What Safari, Charles, Proxyman and mitmproxy write is known from their public notes alone (har.test.ts): none runs here.
 */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { expect, test as base } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { claimsAt, forged } from '../../mock-iadvize/token/forgery.ts'
import { notInstalled } from '../upkeep/installed.ts'
import { tokensInHarFile } from './har-file.ts'
import { debianChromium, debianFirefox, harOfChromium, harOfFirefox } from './own-hars.ts'

const token = (): string => forged({ brand, iAdvize }, claimsAt(new Date()))
const tokens = { json: token(), binary: token(), form: token(), cookie: token(), socket: token(), beacon: token() }

const page = `<!doctype html><title>shop</title><script>
const asked = (path, options) => fetch(path, options).then(response => response.arrayBuffer())
const told = new Promise(resolve => {
  const socket = new WebSocket('ws://' + location.host + '/live')
  socket.onmessage = resolve
  socket.onclose = resolve
})
Promise.all([
  asked('/json'),
  asked('/binary'),
  asked('/form', { method: 'POST', body: new URLSearchParams({ token: '${tokens.form}' }) }),
  asked('/upload', { method: 'POST', body: new Uint8Array([0, 255, ...new TextEncoder().encode('${tokens.beacon}')]) }),
  told,
]).then(() => { document.title = 'done' })
</script>`

/** Loads itself again and again: DevTools that open late see it from the beginning. */
const again = `<meta http-equiv="refresh" content="2">${page}`

/** One text frame of a server (RFC 6455 §5.2), of 126 bytes to 64 KB. */
const frame = (text: string): Buffer => {
  const head = Buffer.from([0x81, 126, 0, 0])
  head.writeUInt16BE(text.length, 2)
  return Buffer.concat([head, Buffer.from(text)])
}

const test = base.extend<{ origin: string }>({
  origin: async ({}, use) => {
    const server = createServer((request, response) => {
      if (request.url === '/json')
        response.setHeader('content-type', 'application/json').end(`{"token":"${tokens.json}"}`)
      else if (request.url === '/binary')
        response
          .setHeader('content-type', 'application/octet-stream')
          .end(Buffer.concat([Buffer.from([0, 1, 255]), Buffer.from(tokens.binary)]))
      else
        response
          .setHeader('content-type', 'text/html')
          .setHeader('set-cookie', `chat=${tokens.cookie}; Path=/`)
          .end(request.url === '/' ? page : request.url === '/again' ? again : '')
    })
    server.on('upgrade', (request, socket) => {
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
      const accept = createHash('sha1').update(key).digest('base64')
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      )
      socket.write(frame(tokens.socket))
      socket.on('error', () => socket.destroy())
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.closeAllConnections()
    server.close()
  },
})

const forms: [content: 'embed' | 'attach', name: string][] = [
  ['embed', 'site.har'],
  ['attach', 'site.har'],
  ['attach', 'site.zip'],
  ['embed', 'site.zip'],
]
for (const [content, name] of forms)
  test(`every token is found in ${name} with content “${content}”`, async ({ browser, origin }) => {
    const path = test.info().outputPath(name)
    const context = await browser.newContext({ recordHar: { path, content, mode: 'full' } })
    const visitor = await context.newPage()
    await visitor.goto(origin)
    await expect(visitor).toHaveTitle('done')
    await context.close()
    expect(await foundIn(path)).toEqual(Object.keys(tokens).toSorted())
  })

/** Which of the tokens a HAR gives. */
const foundIn = async (path: string): Promise<string[]> => {
  const found = await tokensInHarFile(path)
  return Object.entries(tokens)
    .flatMap(([which, token]) => (found.tokens.some(one => one.token === token) ? [which] : []))
    .toSorted()
}

const all = Object.keys(tokens).toSorted()

// A browser that starts on a busy machine takes its time.
test.describe.configure({ timeout: 90_000 })

test('every token is found in what the DevTools of Chromium save', async ({ origin }) => {
  test.skip(!existsSync(debianChromium), `${notInstalled}${debianChromium}`)
  await harOfChromium(origin, test.info().outputPath(), async har => (await foundIn(har)).join() === all.join())
})

test('every token is found in what the DevTools of Firefox save, but for WebSockets, which they leave out', async ({
  origin,
}) => {
  test.skip(!existsSync(debianFirefox), `${notInstalled}${debianFirefox}`)
  const saved = all.filter(name => name !== 'socket')
  const har = await harOfFirefox(
    `${origin}/again`,
    test.info().outputPath(),
    async har => (await foundIn(har)).join() === saved.join(),
  )
  expect((await tokensInHarFile(har)).hints).toEqual([
    expect.stringMatching(/1 WebSocket was saved without its messages/),
  ])
})
