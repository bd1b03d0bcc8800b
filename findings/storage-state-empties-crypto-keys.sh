#!/usr/bin/env bash
# playwright-core 1.65.1: storageState({ indexedDB: true }) writes a CryptoKey and a Blob as empty objects, without an error; a site that
# keeps its key there finds {} after the state was restored. Numbers and texts beside them are kept.
# Seen: key {}, blob {}, number 7
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work" && npm init -y >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.65.1 @sparticuz/chromium@147.0.0 >/dev/null 2>&1
cat > try.mjs <<'JS'
import { createServer } from 'node:http'
import bundled from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<p>a page</p>')).listen(0)
const browser = await chromium.launch({ executablePath: await bundled.executablePath(), args: ['--no-sandbox'] })
const context = await browser.newContext()
const page = await context.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)
await page.evaluate(async () => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const opened = indexedDB.open('keys', 1)
  opened.onupgradeneeded = () => opened.result.createObjectStore('keys')
  await new Promise(done => (opened.onsuccess = done))
  const change = opened.result.transaction('keys', 'readwrite')
  change.objectStore('keys').put({ key, blob: new Blob(['hello']), number: 7 }, 'one')
  await new Promise(done => (change.oncomplete = done))
})
const state = await context.storageState({ indexedDB: true })
const [record] = state.origins[0].indexedDB[0].stores[0].records
console.log(record.valueEncoded.o.map(({ k, v }) => `${k} ${typeof v === 'object' ? JSON.stringify(Object.fromEntries(v.o.map(({ k, v }) => [k, v]))) : v}`).join(', '))
await browser.close()
server.close()
JS
seen=$(node try.mjs)
echo "playwright-core 1.65.1: $seen"
[ "$seen" = 'key {}, blob {}, number 7' ]
