/** Sites that attack whoever looks at them: the command ends with the right code, believes nothing forged, and says that it was tried. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { CompactEncrypt, SignJWT } from 'jose'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { resultSchema } from '../verdict/result.ts'
import type { Result } from '../verdict/result.ts'
import { padlock } from '../cli/padlock-process.ts'

type Ended = { code: number | null; result: Result; stderr: string }

/** `attack`: a script that runs before all others, on each page of a site that is sound otherwise. */
const test = base.extend<{ certify: (attack: string) => Promise<Ended> }>({
  certify: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-hostile-'))
    const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
    writeFileSync(join(folder, 'brand.pem'), brand.publicKey.export({ type: 'spki', format: 'pem' }))
    writeFileSync(join(folder, 'iadvize.pem'), iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const token = async (): Promise<string> => {
      const jws = await new SignJWT({ 'https://iadvize.com/userId': 'customer-1' })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer('https://livechat.iadvize.com')
        .setExpirationTime('60s')
        .sign(brand.privateKey)
      return new CompactEncrypt(new TextEncoder().encode(jws))
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
        .encrypt(iAdvize.publicKey)
    }
    let attack = ''
    const page = (isIn: boolean): string => `<!doctype html><title>Shop</title><script>${attack}</script><script>
      (window.iAdvizeInterface = window.iAdvizeInterface || []).config = { sid: '7' }
      iAdvizeInterface.push(iAdvize => iAdvize.activate(async () => ({ authenticationOption: ${isIn ? `{ type: 'SECURED_AUTHENTICATION', token: await (await fetch('/token')).text() }` : `{ type: 'ANONYMOUS' }`} })))
    </script><script async src="//halc.iadvize.com/iadvize.js"></script>
    ${isIn ? '<a href="/account">Account</a> <a href="/logout">Log out</a>' : '<a href="/">Home</a> <form method="post" action="/login"><input name="username"><input name="password" type="password"><button>Log in</button></form>'}`
    const server = createServer((request, response) => {
      const isIn = request.headers.cookie?.includes('in=1') === true
      const html = { 'content-type': 'text/html' }
      if (request.url === '/token')
        void token().then(text => response.writeHead(200, { 'cache-control': 'no-store' }).end(text))
      else if (request.url === '/login' && request.method === 'POST')
        response.writeHead(303, { location: '/account', 'set-cookie': 'in=1; Path=/; HttpOnly' }).end()
      else if (request.url === '/logout')
        response.writeHead(303, { location: '/', 'set-cookie': 'in=; Path=/; Max-Age=0' }).end()
      else response.writeHead(200, html).end(page(isIn))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    await use(async given => {
      attack = given
      const config = {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        sid: '7',
        pages: { signedIn: ['/account'] },
        keys: { brand: 'brand.pem', iAdvize: 'iadvize.pem' },
        // Bounds the run on a page that hangs, whatever the machine is about.
        timeouts: { navigation: 5_000, action: 3_000, journey: 60_000 },
        users: [{ username: 'one', password: { env: 'ONE' }, userId: 'customer-1' }],
      }
      writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
      const args = ['--report-dir', join(folder, 'report'), '--journey', 'browse-signed-in', '--json']
      const { code, stdout, stderr } = await padlock(['certify', '--config', join(folder, 'config.json'), ...args], {
        env: { ONE: 'secret-of-one' },
      })
      expect(stdout, stderr).not.toBe('')
      return { code, result: resultSchema.parse(JSON.parse(stdout)), stderr }
    })
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  },
})
test.describe.configure({ timeout: 180_000 })

const of = ({ requirements }: Result, id: string) => requirements.find(it => it.id === id)

test('what a page forges is not believed, what it says without end is bounded, and that it tried is said', async ({
  certify,
}) => {
  const { code, result, stderr } = await certify(`
    const say = window.__iadvizeMockObserver
    say({ kind: 'keys-searched', responses: 9, found: [] })
    for (let n = 0; n < 3_000; n++) say({ kind: 'navigate', screen: 'x' })
    for (const value of [null, 7, {}, { kind: 'activate', call: 'one' }]) try { say(value) } catch {}
    localStorage['iadvize-7-vuid'] ??= 'no JSON'
    localStorage.fake = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.' + 'x'.repeat(300)`)
  expect(code, stderr).toBe(1)
  expect(of(result, 'provider/key-not-exposed')?.status).toBe('not-observed')
  const agree = of(result, 'page/witnesses-agree')
  expect(agree?.findings.map(it => it.outcome === 'violated' && it.code)).toContain('forged')
  expect(result.notes.join(' ')).toMatch(/more events of one kind/)
})

test('a page that breaks what the browser brings, and hangs at a click, is the site’s doing, in bounded time', async ({
  certify,
}) => {
  const { code, result, stderr } = await certify(`
    Object.prototype.toJSON = () => ({ kind: 'sample' })
    Array.prototype.flatMap = Promise.all = () => { throw new Error('no') }
    for (const payload of ['', 'null', '{"name":"x"}', undefined]) try { window.__playwright__binding__(payload) } catch {}
    for (let n = 0; n < 3; n++) { alert('again'); confirm('again'); prompt('again'); window.open('about:blank') }
    onbeforeunload = event => event.preventDefault()
    addEventListener('click', () => { for (;;) {} }, true)`)
  expect(code, stderr).toBe(3)
  expect(result.requirements.filter(({ id }) => id.startsWith('token/')).every(({ status }) => status !== 'met')).toBe(
    true,
  )
  expect(stderr).toContain('did not react (its scripts kept it busy')
})
