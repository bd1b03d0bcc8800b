/** A session in IndexedDB, stored by Playwright and put into another browser context. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { lossOf, readStorageState, secretsOf } from './storage-state.ts'

const page = `<!doctype html><title>shop</title><script>
const opened = indexedDB.open('firebaseLocalStorageDb', 1)
opened.onupgradeneeded = () => opened.result.createObjectStore('session', { keyPath: 'name' })
opened.onsuccess = async () => {
  const key = location.hash === '#store' && (await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']))
  const change = opened.result.transaction('session', 'readwrite')
  const store = change.objectStore('session')
  if (key) store.put({ name: 'ada', token: 'a-refresh-token', key })
  const found = store.get('ada')
  change.oncomplete = () => { document.title = found.result ? found.result.token : 'nobody' }
}
</script>`

test('IndexedDB survives being stored and restored, and a CryptoKey that does not is pointed out', async ({
  browser,
}) => {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const before = await browser.newContext()
  const first = await before.newPage()
  await first.goto(`${origin}/#store`)
  await expect(first).toHaveTitle('a-refresh-token')
  const state = readStorageState(JSON.stringify(await before.storageState({ indexedDB: true })))
  if ('problem' in state) throw new Error(state.problem)
  expect(secretsOf(state)).toContain('a-refresh-token')
  expect(lossOf(state)).toMatch(/^1 object in its IndexedDB is empty/)

  const after = await browser.newContext()
  await after.setStorageState(state)
  const second = await after.newPage()
  await second.goto(origin)
  await expect(second).toHaveTitle('a-refresh-token')
  await Promise.all([before.close(), after.close()])
  server.closeAllConnections()
  server.close()
})
