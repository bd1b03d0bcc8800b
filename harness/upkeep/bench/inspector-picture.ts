/** The picture of the inspector for docs/sandbox.md: `npx tsx harness/upkeep/bench/inspector-picture.ts` writes docs/inspector.png. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import playwright from '@playwright/test'
import { sampleBrand } from '../../../mock-iadvize/samples/sample-brand.ts'
import { brand, iAdvize } from '../../../mock-iadvize/samples/sample-keys.ts'
import { useOf } from '../../browser/launch/browser-choice.ts'
import { startSandbox } from '../../api/sandbox.ts'

const sandbox = await startSandbox({ brandKeys: [brand.publicKey], iAdvizeKey: iAdvize.privateKey })
const { snippet } = await sandbox.tenant()
const guest = snippet.replace(/\{ type: 'SECURED[^}]*\}/, "{ type: 'ANONYMOUS' }")
const signedIn = `<script>const getToken = async () => (await fetch('/token')).text()</script>${snippet}`
const pages: Record<string, string> = {
  '/': guest,
  '/account': signedIn,
  '/account/orders': `<script>window.idzCustomData = { extID: 'A-117' }</script>${signedIn}`,
}
const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/html')
  if (request.url !== '/token') response.end(`<!doctype html><title>Shop</title>${pages[request.url ?? ''] ?? ''}`)
  else void sampleBrand.token('account-7f3a', { firstName: 'Ada' }).then(token => response.end(token))
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const shop = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const { launchOptions } = await useOf({ name: 'chromium' })
const browser = await playwright.chromium.launch(launchOptions)
const visitor = await browser.newPage()
const inspector = await browser.newPage({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })
await inspector.goto(`${sandbox.origin}/inspector`)
for (const path of Object.keys(pages)) {
  await visitor.goto(shop + path)
  await inspector
    .getByRole('article')
    .first()
    .filter({ hasText: `${path} calls` })
    .filter({ hasText: 'Desk' })
    .waitFor()
}
const requirements = inspector.getByRole('group', { name: 'The list of requirements' })
await requirements
  .filter({ hasText: /to fix/ })
  .getByText('padlock/agrees-with-jwt')
  .waitFor()
await inspector.screenshot({ path: fileURLToPath(new URL('../../../docs/inspector.png', import.meta.url)) })
await browser.close()
server.closeAllConnections()
server.close()
await sandbox.close()
