#!/usr/bin/env bash
# @msw/playwright 0.6.7: requests for what looks like an asset pass the handlers by, so a handler for a third-party tag (`…/tag.js`)
# is never called, without a word; a handler for a path without a suffix is.
# Seen: script server, data handler
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work" && npm init -y >/dev/null
npm install --silent --no-audit --no-fund @msw/playwright@0.6.7 msw@2.15.0 playwright-core@1.65.1 @sparticuz/chromium@147.0.0 >/dev/null 2>&1
cat > try.mjs <<'JS'
import { createServer } from 'node:http'
import { defineNetworkFixture } from '@msw/playwright'
import bundled from '@sparticuz/chromium'
import { http, HttpResponse } from 'msw'
import { chromium } from 'playwright-core'
const script = who => `window.who = '${who}'`
const server = createServer(({ url }, answer) => {
  answer.setHeader('content-type', url === '/tag.js' ? 'text/javascript' : 'text/html')
  answer.end(url === '/tag.js' ? script('server') : '<script src="/tag.js"></script>')
}).listen(0)
const browser = await chromium.launch({ executablePath: await bundled.executablePath(), args: ['--no-sandbox'] })
const context = await browser.newContext()
const network = defineNetworkFixture({
  context,
  handlers: [
    http.get('*/tag.js', () => new HttpResponse(script('handler'), { headers: { 'content-type': 'text/javascript' } })),
    http.get('*/data', () => HttpResponse.text('handler')),
  ],
})
await network.enable()
const page = await context.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)
console.log('script', await page.evaluate(() => window.who) + ', data', await page.evaluate(async () => (await fetch('/data')).text()))
await browser.close()
server.close()
JS
seen=$(node try.mjs)
echo "@msw/playwright 0.6.7: $seen"
[ "$seen" = 'script server, data handler' ]
