/** The command meets sites that share nothing with the sample shop, by their configuration alone. */
import type { KeyObject } from 'node:crypto'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createPlainServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { CompactEncrypt, SignJWT } from 'jose'
import * as selfsigned from 'selfsigned'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { resultSchema } from '../verdict/result.ts'
import type { Result } from '../verdict/result.ts'
import { padlock } from './padlock-process.ts'
import type { Ended } from './padlock-process.ts'

type Keys = {
  brand: { publicKey: KeyObject; privateKey: KeyObject }
  iAdvize: { publicKey: KeyObject; privateKey: KeyObject }
}

const accounts: Record<string, { password: string; id: string }> = {
  'ada@exemple.test': { password: 'mot-de-passe-ada', id: 'compte-1842' },
  'bea@exemple.test': { password: 'mot-de-passe-bea', id: 'compte-1907' },
}

/** A French site, over TLS with a certificate of its own, that asks for the address first and for the password then. */
const openBoutique = async (keys: Keys, folder: string) => {
  const sessions = new Map<string, string>()
  const posts: string[] = []
  const token = async (userId: string): Promise<string> => {
    const jws = await new SignJWT({ 'https://iadvize.com/userId': userId })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer('https://livechat.iadvize.com')
      .setExpirationTime('60s')
      .sign(keys.brand.privateKey)
    return new CompactEncrypt(new TextEncoder().encode(jws))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
      .encrypt(keys.iAdvize.publicKey)
  }
  const page = (
    title: string,
    user: string | undefined,
    body: string,
  ): string => `<!doctype html><html lang="fr"><title>${title}</title>
<script>
  window.iAdvizeInterface = window.iAdvizeInterface || []
  iAdvizeInterface.config = { sid: '77' }
  const fournisseur = ${
    user
      ? `async () => {
    const reponse = await fetch('/api/jeton')
    if (!reponse.ok) throw new Error('pas de jeton')
    return { authenticationOption: { type: 'SECURED_AUTHENTICATION', token: (await reponse.json()).donnees.jeton } }
  }`
      : `() => ({ authenticationOption: { type: 'ANONYMOUS' } })`
  }
  iAdvizeInterface.push(iAdvize => iAdvize.activate(fournisseur))
  async function quitter(evenement) {
    evenement.preventDefault()
    const sorti = new Promise(fini => iAdvizeInterface.push(async iAdvize => { await iAdvize.logout(); fini() }))
    await Promise.race([sorti, new Promise(fini => setTimeout(fini, 3000))])
    location.href = '/deconnexion'
  }
  fetch('https://api.iadvize.com/graphql', { mode: 'no-cors' }).catch(() => undefined)
</script>
<script async src="//halc.iadvize.com/iadvize.js"></script>
<h1>${title}</h1>${body}</html>`
  const answer = async (
    request: IncomingMessage,
  ): Promise<{ status?: number; location?: string; cookie?: string; type?: string; body?: string }> => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body = new URLSearchParams(text)
    const id = /\bvisite=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const user = sessions.get(id)
    const { pathname } = new URL(request.url ?? '/', 'https://x')
    if (request.method === 'POST') posts.push(pathname)
    switch (pathname) {
      case '/':
        return {
          body: page(
            'Bienvenue',
            user,
            user
              ? '<a href="/compte">Mon compte</a>'
              : '<form role="search"><input name="q"></form><a href="/entrer">Se connecter</a>',
          ),
        }
      case '/entrer':
        if (request.method === 'POST')
          return {
            body: page(
              'Mot de passe',
              user,
              `<form method="post" action="/entrer/suite"><input type="hidden" name="adresse" value="${body.get('adresse') ?? ''}"><input type="password" name="mdp"><button>Valider</button></form>`,
            ),
          }
        return {
          body: page(
            'Connexion',
            user,
            '<form method="post"><label>Adresse <input type="email" name="adresse"></label><button>Continuer</button></form>',
          ),
        }
      case '/entrer/suite': {
        const account = accounts[body.get('adresse') ?? '']
        if (!account || account.password !== body.get('mdp'))
          return {
            body: page(
              'Mot de passe',
              user,
              '<p class="erreur" role="alert">Identifiants incorrects</p><form method="post" action="/entrer/suite"><input type="password" name="mdp"><button>Valider</button></form>',
            ),
          }
        const opened = randomUUID()
        sessions.set(opened, account.id)
        return { status: 303, location: '/compte', cookie: `visite=${opened}; Path=/; HttpOnly; Secure; SameSite=Lax` }
      }
      case '/compte':
        return user
          ? { body: page('Votre compte', user, '<a href="/deconnexion" onclick="quitter(event)">Déconnexion</a>') }
          : { status: 303, location: '/entrer' }
      case '/deconnexion':
        sessions.delete(id)
        return { status: 303, location: '/', cookie: 'visite=; Path=/; Max-Age=0' }
      case '/api/jeton':
        return user
          ? { type: 'application/json', body: JSON.stringify({ donnees: { jeton: await token(user) } }) }
          : { status: 401, type: 'application/json', body: '{}' }
      default:
        return { status: 404, body: 'introuvable' }
    }
  }
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7, ip: '127.0.0.1' } as const] }]
  const made = await selfsigned.generate([{ name: 'commonName', value: 'boutique' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions,
  })
  writeFileSync(join(folder, 'boutique.crt'), made.cert)
  const server = createServer({ key: made.private, cert: made.cert }, (request, response) => {
    void answer(request).then(({ status = 200, location, cookie, type = 'text/html; charset=utf-8', body = '' }) =>
      response
        .writeHead(status, {
          'content-type': type,
          'cache-control': 'no-store',
          ...(location && { location }),
          ...(cookie && { 'set-cookie': cookie }),
        })
        .end(body),
    )
  })
  return { server, posts, origin: await listening(server) }
}

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Ran = Ended & { result: Result; dir: string }
type OfTest = {
  /** writes the configuration, runs `certify --config … --json`, and reads the report */
  certify: (config: Record<string, unknown>, ...args: string[]) => Promise<Ran>
}
type OfWorker = { folder: string; keys: Keys; boutique: Awaited<ReturnType<typeof openBoutique>> }

const secrets = {
  ADA: accounts['ada@exemple.test']?.password ?? '',
  SECOND: accounts['bea@exemple.test']?.password ?? '',
}

const test = base.extend<OfTest, OfWorker>({
  folder: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'padlock-foreign-'))
      await use(folder)
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  keys: [
    async ({ folder }, use) => {
      const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
      writeFileSync(join(folder, 'brand.pem'), brand.publicKey.export({ type: 'spki', format: 'pem' }))
      writeFileSync(join(folder, 'iadvize.pem'), iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
      await use({ brand, iAdvize })
    },
    { scope: 'worker' },
  ],
  boutique: [
    async ({ keys, folder }, use) => {
      const boutique = await openBoutique(keys, folder)
      await use(boutique)
      boutique.server.closeAllConnections()
      boutique.server.close()
    },
    { scope: 'worker' },
  ],
  certify: async ({ folder }, use) => {
    await use(async (config, ...args) => {
      const dir = mkdtempSync(join(folder, 'report-'))
      const file = join(folder, `${dir.slice(-6)}.json`)
      writeFileSync(file, JSON.stringify(config))
      const ended = await padlock(['certify', '--config', file, '--report-dir', dir, '--json', ...args], {
        env: secrets,
      })
      expect(ended.stdout, ended.stderr).not.toBe('')
      return { ...ended, dir, result: resultSchema.parse(JSON.parse(ended.stdout)) }
    })
  },
})

// One worker: they share the site.
test.describe.configure({ mode: 'default', timeout: 240_000 })

const ten = (origin: string) => ({
  url: origin,
  sid: '77',
  pages: { signedIn: ['/compte'] },
  keys: { brand: 'brand.pem', iAdvize: 'iadvize.pem' } as Record<string, string>,
  tls: { ca: 'boutique.crt' },
  users: [
    { username: 'ada@exemple.test', password: { env: 'ADA' }, userId: 'compte-1842' },
    { username: 'bea@exemple.test', password: { env: 'SECOND' }, userId: 'compte-1907' },
  ],
})
const statuses = ({ requirements }: Result): Record<string, string> =>
  Object.fromEntries(requirements.map(({ id, status }) => [id, status]))

test('a site by others, over TLS of its own, with a login in two steps: nothing is violated, and what was stopped is listed', async ({
  certify,
  boutique,
}) => {
  // Where such a site is unlike the shop; PADLOCK_EVERY_JOURNEY=1 plays all, for the night.
  const journeys = [
    'guest-visit',
    'browse-signed-in',
    'session-expiry',
    'sign-out',
    'back-after-sign-out',
    'switch-user',
    'token-provider-probes',
  ].flatMap(id => (process.env['PADLOCK_EVERY_JOURNEY'] ? [] : ['--journey', id]))
  const { code, result, stderr } = await certify(ten(boutique.origin), ...journeys)
  expect(
    result.requirements
      .filter(({ status }) => status === 'violated' || status === 'blocked')
      .map(({ id, findings }) => [id, findings[0]]),
  ).toEqual([])
  expect(
    result.journeys.filter(({ outcome }) => outcome === 'stopped'),
    stderr,
  ).toEqual([])
  expect(statuses(result)["activation/identity-is-the-session's"]).toBe('met')
  expect(result.stoppedRequests).toEqual(['GET api.iadvize.com/graphql'])
  expect(result.notes.join()).toContain('GET api.iadvize.com/graphql')
  expect([0, 4]).toContain(code)
})

test('without iAdvize’s key: on trust, the journeys run, the inside is not observed, and nothing is certified', async ({
  certify,
  boutique,
}) => {
  // All that tells of it; the whole of the site has been certified before.
  const trusting = { ...ten(boutique.origin), keys: { iAdvize: 'none' } }
  const { code, result } = await certify(trusting, '--journey', 'switch-user')
  expect([code, result.verdict, result.trust]).toEqual([4, 'incomplete', true])
  expect(result.summary).toContain('accepted on trust')
  expect(result.notes[0]).toContain('ON TRUST')
  const {
    'token/outer-alg': outside,
    'padlock/after-sign-in': padlockShown,
    'token/signature': inside,
    'logout/next-user-is-new': identity,
    'logout/jwt-removed': removed,
  } = statuses(result)
  expect([outside, padlockShown, removed, inside, identity]).toEqual([
    'met',
    'met',
    'met',
    'not-observed',
    'not-observed',
  ])
  expect(result.requirements.find(({ id }) => id === 'token/signature')?.because).toMatch(
    /^tokens were accepted on trust/,
  )
  expect(result.requirements.filter(({ status }) => status === 'violated')).toEqual([])
})

test('a refused account is tried once in the whole run, and the cure names its variable', async ({
  certify,
  boutique,
}) => {
  const [ada, bea] = ten(boutique.origin).users
  boutique.posts.length = 0
  const { code, result } = await certify({
    ...ten(boutique.origin),
    users: [{ ...ada, password: { env: 'SECOND' } }, bea],
  })
  expect(code).toBe(2)
  // One by the refused account, and one by the other: the doctor asks for both, and no journey begins.
  expect(boutique.posts.filter(path => path === '/entrer/suite')).toHaveLength(2)
  const reasons = new Set(result.journeys.flatMap(({ because }) => because ?? []))
  expect([...reasons]).toEqual([
    'the site refused the sign-in of the first user («Identifiants incorrects»): check users[0].username (written there) and users[0].password (environment variable SECOND); this account is not tried again in this run',
  ])
})

test('a site that is down: asked once, one sentence, exit 3, and a report of it', async ({ certify, boutique: _ }) => {
  let asked = 0
  const deaf = createPlainServer(socket => {
    asked += 1
    socket.destroy()
  })
  await new Promise<void>(resolve => deaf.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`
  const { code, result, dir, stderr } = await certify({ ...ten(origin), tls: {} })
  deaf.close()
  expect([code, result.verdict]).toEqual([3, 'incomplete'])
  expect(result.summary).toMatch(
    /^Nothing was judged: site: http:\/\/127\.0\.0\.1:\d+ could not be reached \(ERR_\w+\)/,
  )
  expect(new Set(result.journeys.map(({ outcome }) => outcome))).toEqual(new Set(['stopped']))
  // Chromium itself asks again where a connection breaks; the workers that had begun ask, and no other journey.
  expect(asked).toBeLessThan(10)
  expect(existsSync(join(dir, 'index.html'))).toBe(true)
  expect(readFileSync(join(dir, 'report.json'), 'utf8')).toContain('Nothing was judged')
  expect(stderr).not.toContain(secrets.ADA)
})

test('a site that crashes halfway: what was seen is reported, and nobody waits for it', async ({
  certify,
  boutique: _,
}) => {
  let left = 4
  const frail = createHttpServer((_request, response) => {
    response.setHeader('connection', 'close').end('<h1>Hello</h1><a href="/login">Log in</a>')
    if (--left === 0) frail.close()
  })
  const origin = (await listening(frail)).replace('https', 'http')
  const { code, result } = await certify({ ...ten(origin), tls: {} })
  expect([code, result.verdict]).toEqual([3, 'incomplete'])
  expect(result.journeys.map(({ because }) => because).join()).toContain(
    'could not be reached (ERR_CONNECTION_REFUSED)',
  )
  expect(result.journeys.some(({ marks }) => marks.some(({ kind }) => kind === 'page-load'))).toBe(true)
})

test('a host that looks like production is left alone without --production', async ({ folder, keys: _ }) => {
  const file = join(folder, 'production.json')
  writeFileSync(file, JSON.stringify({ ...ten('https://www.example.com'), tls: {} }))
  const { code, stderr, stdout } = await padlock(['certify', '--config', file], { env: secrets })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/url: www\.example\.com looks like production.*--production.*staging/)
})
