/**
 * `npx tsx harness/upkeep/bench/many-sites.bench.ts [N]`: certifies N sample shops in one run, and one after the other by runs of their
 * own. One run must take at most 1.05 × what the others take without their starts: the command's own, and the runner's. 50 by default.
 */
import { createPublicKey } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeKeyPair } from '../../../mock-iadvize/token/keys.ts'
import { startPadlock } from '../../cli/padlock-process.ts'
import type { Config } from '../../config/config.ts'
import { openShop, shopKeys } from '../../site/shop.ts'
import type { RunEvent } from '../../verdict/run-event.ts'
import type { Sites } from '../../verdict/sites.ts'

const most = 1.05
const number = Number(process.argv[2] ?? 50)
const folder = mkdtempSync(join(tmpdir(), 'padlock-many-'))
const sites = join(folder, 'sites')
mkdirSync(sites)
const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
const pem = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join('..', name)
}
const keys = {
  brand: pem('brand-public.pem', createPublicKey(brand.privateKey).export({ type: 'spki', format: 'pem' })),
  iAdvize: pem('iadvize-test-private.pem', iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' })),
}
const sid = '4242'
const shops = await Promise.all(
  Array.from({ length: number }, async (_, index) => {
    const shop = await openShop({
      keys: shopKeys(brand.privateKey, iAdvize.publicKey),
      sid,
      platform: 'halc',
      defects: [],
    })
    const config: Config = {
      name: `shop ${index + 1}`,
      url: shop.origin,
      sid,
      pages: { guest: ['/', '/catalogue'], signedIn: [...shop.accountPages] },
      keys,
      users: shop.users.map(({ label, username, password, userId }) => ({
        username,
        password: { file: pem(`password-${index}-${label}`, password) },
        userId,
      })),
      policy: { guests: 'anonymous' },
    }
    const file = join(sites, `shop-${String(index + 1).padStart(3, '0')}.config.json`)
    writeFileSync(file, JSON.stringify(config))
    return { file, close: () => shop.close() }
  }),
)

/** Milliseconds of one run: in all, and of its starts. */
const single = async (file: string): Promise<{ all: number; starts: number }> => {
  const began = performance.now()
  const at = new Map<RunEvent['event'], number>()
  const { child, ended } = startPadlock([
    'certify',
    '--config',
    file,
    '--events',
    '--report-dir',
    join(folder, 'single'),
  ])
  child.stdout?.on('data', (chunk: Buffer) => {
    for (const [, event = ''] of chunk.toString().matchAll(/^\{"event":"([\w-]+)"/gm))
      if (!at.has(event as RunEvent['event'])) at.set(event as RunEvent['event'], performance.now())
  })
  const { code, stderr } = await ended
  if (code !== 0) throw new Error(`a single run ended with ${code}\n${stderr}`)
  const [begun = 0, checked = 0, first = 0] = (['begun', 'checked', 'journey-began'] as const).map(name => at.get(name))
  return { all: performance.now() - began, starts: begun - began + (first - checked) }
}

const many = async (): Promise<number> => {
  const began = performance.now()
  const report = join(folder, 'many')
  const { child, ended } = startPadlock(['certify', '--config', sites, '--report-dir', report])
  child.stderr?.pipe(process.stderr)
  const { code, stdout } = await ended
  const took = performance.now() - began
  const { counts } = JSON.parse(readFileSync(join(report, 'sites.json'), 'utf8')) as Sites
  if (code !== 0 || counts.conforms !== number) throw new Error(`the run of all ended with ${code}\n${stdout}`)
  return took
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`
try {
  const together = await many()
  let all = 0
  let starts = 0
  for (const { file } of shops) {
    const each = await single(file)
    all += each.all
    starts += each.starts
  }
  const share = together / (all - starts)
  process.stdout.write(
    `${number} sites in one run: ${seconds(together)}\none after the other: ${seconds(all)}, ${seconds(all - starts)} without their starts\n${share.toFixed(2)} of that (at most ${most})\n`,
  )
  process.exitCode = share <= most ? 0 : 1
} finally {
  await Promise.all(shops.map(({ close }) => close()))
  rmSync(folder, { recursive: true, force: true })
}
