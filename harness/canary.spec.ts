/** Secrets planted in a site must appear in no artefact, of a passing run nor of a failing one. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeKeyPair } from '../mock-iadvize/keys.ts'
import { padlock } from './cli/padlock-process.ts'
import { openShop } from './site/shop.ts'

test.describe.configure({ timeout: 120_000 })

const sid = '4242'

/** A shop that is foreign to the command: behind a proxy that keeps every cookie and token that passes. */
const watchedShop = async (defects: string[]) => {
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  const shop = await openShop({
    keys: {
      brandPrivateKey: brand.privateKey,
      iAdvizePublicKey: iAdvize.publicKey,
      foreign: () => makeKeyPair(),
      weak: () => makeKeyPair(1024),
    },
    sid,
    platform: 'halc',
    defects,
  })
  const seen = new Set<string>()
  const target = new URL(shop.origin)
  const proxy = createServer((incoming, outgoing) => {
    const passed = request(
      {
        host: target.hostname,
        port: target.port,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      answer => {
        for (const cookie of answer.headers['set-cookie'] ?? []) {
          const value = /^[^=]+=([^;]*)/.exec(cookie)?.[1] ?? ''
          if (value.length > 8) seen.add(value)
        }
        let body = ''
        answer.on('data', (chunk: Buffer) => {
          body += chunk.toString()
        })
        answer.on('end', () => {
          for (const token of body.match(/eyJ[\w-]+(?:\.[\w-]+){2,4}/g) ?? []) seen.add(token)
        })
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    incoming.pipe(passed)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    shop,
    brand,
    iAdvize,
    seen,
    close: async () => {
      proxy.closeAllConnections()
      proxy.close()
      await shop.close()
    },
  }
}

const everyFile = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

for (const [what, defects, code] of [
  ['passing', [], 0],
  ['failing', ['ext-id-left-on', 'user-id-is-email'], 1],
] as const)
  test(`no secret of the site reaches an artefact of a ${what} run`, async () => {
    const site = await watchedShop([...defects])
    const folder = mkdtempSync(join(tmpdir(), 'padlock-canary-'))
    const pem = (name: string, text: string | Buffer): string => {
      writeFileSync(join(folder, name), text)
      return name
    }
    const artefacts = join(folder, 'artefacts')
    mkdirSync(artefacts)
    const config = join(folder, 'padlock.config.json')
    writeFileSync(
      config,
      JSON.stringify({
        url: site.origin,
        sid,
        pages: { signedIn: ['/account', '/account/orders'] },
        keys: {
          brand: pem('brand.pem', site.brand.publicKey.export({ type: 'spki', format: 'pem' })),
          iAdvize: pem('iadvize.pem', site.iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' })),
        },
        users: site.shop.users.map((user, index) => ({
          username: { env: `CANARY_NAME_${index}` },
          password: { env: `CANARY_PASSWORD_${index}` },
          userId: { env: `CANARY_ID_${index}` },
        })),
      }),
    )
    const env = Object.fromEntries(
      site.shop.users.flatMap((user, index) => [
        [`CANARY_NAME_${index}`, user.username],
        [`CANARY_PASSWORD_${index}`, user.password],
        [`CANARY_ID_${index}`, user.userId],
      ]),
    )
    const ended = await padlock(['certify', '--config', config, '--report-dir', artefacts], { env })
    await site.close()
    writeFileSync(join(artefacts, 'stdout.txt'), ended.stdout)
    writeFileSync(join(artefacts, 'stderr.txt'), ended.stderr)
    expect(ended.code, ended.stderr + ended.stdout).toBe(code)

    const tokens = [...site.seen].filter(value => value.startsWith('eyJ'))
    expect(tokens.length).toBeGreaterThan(5)
    expect(site.seen.size).toBeGreaterThan(tokens.length)
    const secrets = [
      ...site.seen,
      ...tokens.map(token => token.slice(-40)),
      ...site.shop.users.flatMap(user => [
        user.username,
        user.password,
        user.userId,
        ...Object.values(user.visitorData),
      ]),
    ].filter(secret => secret.length >= 5)
    const files = everyFile(artefacts)
    expect(files.length).toBeGreaterThan(12)
    const leaks = files.flatMap(path => {
      const text = readFileSync(path, 'latin1')
      return secrets.filter(secret => text.includes(Buffer.from(secret).toString('latin1'))).map(() => path)
    })
    expect(leaks).toEqual([])
    // The search itself must be able to find what it looks for.
    writeFileSync(join(artefacts, 'planted.txt'), secrets.join('\n'))
    expect(secrets.every(secret => readFileSync(join(artefacts, 'planted.txt'), 'utf8').includes(secret))).toBe(true)
  })
