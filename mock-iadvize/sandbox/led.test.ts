/** The sandbox behind a browser whose names are led to it (padlock open): pages of any origin, under iAdvize's own host names. */
import { expect, test } from '@playwright/test'
import { exchangePath, tagPath } from '../contract.ts'
import { openGateway } from '../network/gateway.ts'
import { guestRequest, sampleBrand, sid, signInRequest } from '../samples/sample-brand.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { ledMark } from './led-mark.ts'
import { openSandbox } from './sandbox.ts'
import { newSetup } from './tenants.ts'

test('pages of any origin are served, a site is set up when a page names it, and nothing else is answered', async () => {
  const adopted: string[] = []
  const sandbox = await openSandbox({
    port: 0,
    host: null,
    token: null,
    version: '0',
    sites: [{ setup: newSetup('other', [brand.publicKey], [iAdvize.privateKey]), byConfiguration: false }],
    iAdvizeKey: iAdvize.privateKey,
    adopted: sid => adopted.push(sid),
  })
  const gateway = await openGateway()
  gateway.attach(sandbox.led)
  const headers = { origin: 'https://shop.example.com' }
  const exchange = (door: string, body: object) =>
    fetch(door + exchangePath, { method: 'POST', headers, body: JSON.stringify(body) })

  const tag = await fetch(gateway.origin + tagPath, { headers })
  expect(await tag.text()).toContain(ledMark)
  expect(tag.headers.get('access-control-allow-origin')).toBe('https://shop.example.com')
  const own = await fetch(sandbox.origin + tagPath)
  expect(await own.text()).not.toContain(ledMark)
  expect((await exchange(sandbox.origin, guestRequest)).status).toBe(403)

  expect((await exchange(gateway.origin, { ...guestRequest, sid: '<none>' })).status).toBe(401)
  expect(adopted).toEqual([])
  const token = await sampleBrand.token('u-1')
  expect((await exchange(gateway.origin, signInRequest(token))).status).toBe(200)
  expect(adopted).toEqual([sid])
  expect(sandbox.sites.find(sid)?.mock.conversationOfUser('u-1')).toMatchObject({ padlock: true })

  for (const path of ['/desk/state', '/control/v1/status', '/inspector', '/graphql'])
    expect((await fetch(gateway.origin + path, { headers })).status, path).toBe(404)
  await gateway.close()
  await sandbox.close()
})
