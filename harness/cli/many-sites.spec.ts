/** Several configurations in one run: one plan, a report each, one page, and the exit code of the worst. */
import { createPublicKey } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import type { Config } from '../config/config.ts'
import { openShop, shopKeys } from '../site/shop.ts'
import { sitesSchema } from '../verdict/sites.ts'
import type { Sites } from '../verdict/sites.ts'
import { padlock } from './padlock-process.ts'

const sid = '4242'

type Folder = {
  path: string
  report: string
  site(name: string, defects: string[], more?: Partial<Config>): Promise<void>
}

const test = base.extend<{ folder: Folder }>({
  folder: async ({}, use) => {
    const path = mkdtempSync(join(tmpdir(), 'padlock-several-'))
    mkdirSync(join(path, 'sites'))
    const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
    const written = (name: string, text: string | Buffer): string => {
      writeFileSync(join(path, name), text, { mode: 0o600 })
      return join('..', name)
    }
    const keys = {
      brand: written('brand.pem', createPublicKey(brand.privateKey).export({ type: 'spki', format: 'pem' })),
      iAdvize: written('iadvize.pem', iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    }
    const closings: (() => Promise<void>)[] = []
    const site: Folder['site'] = async (name, defects, more = {}) => {
      const shop = await openShop({
        keys: shopKeys(brand.privateKey, iAdvize.publicKey),
        sid,
        platform: 'halc',
        defects,
      })
      closings.push(() => shop.close())
      const config: Config = {
        name,
        url: shop.origin,
        sid,
        pages: { guest: ['/'], signedIn: shop.accountPages.slice(0, 1) },
        keys,
        users: shop.users.slice(0, 1).map(({ username, password }) => ({
          username,
          password: { file: written(`password-${name}`, password) },
        })),
        ...more,
      }
      writeFileSync(join(path, 'sites', `${name}.config.json`), JSON.stringify(config))
    }
    await use({ path, report: join(path, 'report'), site })
    await Promise.all(closings.map(close => close()))
    rmSync(path, { recursive: true, force: true })
  },
})

test('a violated site, one on a phone and one that is down: a report each, one page, and the worst exit code', async ({
  folder,
}) => {
  test.setTimeout(180_000)
  await folder.site('brand-de', ['signed-with-wrong-key'])
  await folder.site('brand-fr', [], { browser: { device: 'iPhone 13' } })
  await folder.site('brand-it', [], { url: 'http://127.0.0.1:9' })
  const args = [
    'certify',
    '--config',
    join(folder.path, 'sites'),
    '--journey',
    'sign-in',
    '--report-dir',
    folder.report,
  ]
  const { code, stdout, stderr } = await padlock(args)
  expect(code, stderr).toBe(1)
  expect(stdout).toContain('0 of 3 sites conform')
  const { sites } = sitesSchema.parse(JSON.parse(readFileSync(join(folder.report, 'sites.json'), 'utf8')))
  expect(sites.map(({ name, exitCode, result }) => [name, exitCode, result?.firstCause?.id ?? null])).toEqual([
    ['brand-de', 1, 'token/signature'],
    ['brand-fr', 4, null],
    ['brand-it', 3, null],
  ])
  const page = readFileSync(join(folder.report, 'index.html'), 'utf8')
  for (const { folder: own } of sites) {
    expect(page).toContain(`href="${own}/index.html"`)
    expect(existsSync(join(folder.report, own!, 'index.html'))).toBe(true)
  }
  const devices = ['brand-de', 'brand-fr'].map(name => {
    const file = join(folder.report, 'sites', name, 'recordings/sign-in.json')
    return (JSON.parse(readFileSync(file, 'utf8')) as { browser: { device?: string } }).browser.device
  })
  expect(devices).toEqual([undefined, 'iPhone 13'])

  // What shards have recorded is judged in the same way; a site of which nothing is there is named, and no pass.
  rmSync(join(folder.report, 'sites/brand-it'), { recursive: true })
  const again = await padlock(['report', folder.report, '--json', '--report-dir', join(folder.path, 'again')])
  const judged = JSON.parse(again.stdout) as Sites
  expect([again.code, judged.counts]).toEqual([1, { conforms: 0, violated: 1, incomplete: 1, unplayed: 1 }])
})

test('every mistake of every configuration at once, before anything is played', async ({ folder }) => {
  await folder.site('brand-de', [])
  await folder.site('brand-fr', [], { name: 'brand-de' })
  writeFileSync(join(folder.path, 'sites/brand-it.config.json'), '{ "url": 5 }')
  const { code, stderr } = await padlock([
    'certify',
    '--config',
    join(folder.path, 'sites'),
    '--events',
    '--report-dir',
    folder.report,
  ])
  expect(code).toBe(2)
  for (const said of [
    'brand-it.config.json: url: expected an http or https URL',
    'brand-it.config.json: sid: expected a text',
    'brand-fr.config.json: name: expected another name than that of',
    '--events: follows one site',
  ])
    expect(stderr).toContain(said)
  expect(existsSync(folder.report)).toBe(false)
})
