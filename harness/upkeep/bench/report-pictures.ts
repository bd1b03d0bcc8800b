/**
 * Pictures of real reports for docs/report.md, and what a page costs: `npx tsx harness/upkeep/bench/report-pictures.ts`.
 * Runs `certify` four times; writes docs/reports/NAME.png (light) and NAME-dark.png, and tells size, rendering, judging
 * again and opening as medians.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import playwright from '@playwright/test'
import { html } from '../../../reports/page/html.ts'
import { makeKeyPair } from '../../../mock-iadvize/token/keys.ts'
import { useOf } from '../../browser/launch/browser-choice.ts'
import { padlock } from '../../cli/padlock-process.ts'
import { recordingSchema } from '../../recording/recording.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { openShop, shopKeys } from '../../site/shop.ts'
import { resultSchema } from '../../verdict/result.ts'
import { verdict } from '../../verdict/verdict.ts'

const work = mkdtempSync(join(tmpdir(), 'padlock-pictures-'))
const at = (...path: string[]): string => join(work, ...path)
const certify = (name: string, ...args: string[]) => padlock(['certify', '--report-dir', at(name), ...args])

const many = [
  'exp-one-day',
  'user-id-is-email',
  'logout-forgotten',
  'provider-open-to-guests',
  'provider-cacheable',
  'cors-any-origin',
  'provider-trusts-user-parameter',
  'provider-ignores-session-end',
  'provider-serial-state',
  'private-key-in-script',
  'logs-result',
  'ext-id-left-on',
]

const onTrust = async (): Promise<void> => {
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  const shop = await openShop({
    keys: shopKeys(brand.privateKey, iAdvize.publicKey),
    sid: '4242',
    platform: 'halc',
    defects: [],
  })
  const users = shop.users.map(({ username, userId }, index) => ({ username, password: { env: `P${index}` }, userId }))
  const pages = { signedIn: ['/account', '/account/orders'] }
  writeFileSync(
    at('trust.json'),
    JSON.stringify({ url: shop.origin, sid: '4242', pages, keys: { iAdvize: 'none' }, users }),
  )
  await padlock(['certify', '--config', at('trust.json'), '--report-dir', at('on-trust')], {
    env: Object.fromEntries(shop.users.map(({ password }, index) => [`P${index}`, password])),
  })
  await shop.close()
}

const known = async (): Promise<void> => {
  const file = at('padlock-baseline.json')
  const judge = (...more: string[]) =>
    padlock(['report', at('one-cause'), '--report-dir', at('baselined'), '--baseline', file, ...more])
  await judge('--update-baseline')
  const { findings, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { findings: object[] }
  const signed = { reason: 'the old chat needs extID until its end', owner: 'web team', expires: '2999-12-31' }
  writeFileSync(file, JSON.stringify({ ...rest, findings: findings.map(entry => ({ ...entry, ...signed })) }))
  await judge()
}

const incomplete = async (): Promise<void> => {
  mkdirSync(at('half', 'recordings'), { recursive: true })
  for (const file of readdirSync(at('conforming', 'recordings')).slice(0, 9))
    copyFileSync(at('conforming', 'recordings', file), at('half', 'recordings', file))
  await padlock(['report', at('half'), '--report-dir', at('incomplete')])
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const timed = async (times: number, does: () => unknown): Promise<number> => {
  const taken: number[] = []
  for (let time = 0; time < times; time++) {
    const began = performance.now()
    await does()
    taken.push(performance.now() - began)
  }
  return median(taken)
}

await certify('conforming')
await certify('one-cause', '--defect', 'ext-id-left-on')
await certify('many-findings', ...many.flatMap(defect => ['--defect', defect]))
await onTrust()
await known()
await incomplete()

const pictures = fileURLToPath(new URL('../../../docs/reports/', import.meta.url))
mkdirSync(pictures, { recursive: true })
const { launchOptions } = await useOf({ name: 'chromium' })
const browser = await playwright.chromium.launch(launchOptions)
for (const name of ['conforming', 'one-cause', 'many-findings', 'incomplete', 'on-trust', 'baselined'])
  for (const [colorScheme, suffix] of [
    ['light', ''],
    ['dark', '-dark'],
  ] as const) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme })
    await page.goto(pathToFileURL(at(name, 'index.html')).href)
    await page.screenshot({ path: join(pictures, `${name}${suffix}.png`) })
    await page.close()
  }

const whole = at('many-findings', 'index.html')
const opening = await timed(7, async () => {
  const page = await browser.newPage()
  await page.goto(pathToFileURL(whole).href)
  await page.close()
})
await browser.close()
const result = resultSchema.parse(JSON.parse(readFileSync(at('many-findings', 'report.json'), 'utf8')))
const folder = at('many-findings', 'recordings')
const recordings = readdirSync(folder).map(file =>
  recordingSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
)
const catalogue = await loadCatalogue()
const lines: [string, string][] = [
  ['violated requirements', String(result.counts.violated)],
  ['page', `${(statSync(whole).size / 1e6).toFixed(2)} MB (under 1)`],
  ['rendering', `${(await timed(9, () => html(result))).toFixed(0)} ms (under 200)`],
  ['judging again', `${(await timed(9, () => verdict(recordings, catalogue))).toFixed(0)} ms (under 100)`],
  ['opening, a new tab included', `${opening.toFixed(0)} ms (under 300)`],
]
for (const [name, value] of lines) process.stdout.write(`${name.padEnd(28)}${value}\n`)
