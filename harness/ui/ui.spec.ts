/** The page as somebody uses it who has nothing else: from the address of a site to a report, and to the next run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import type { Page } from '@playwright/test'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { startPadlock } from '../cli/padlock-process.ts'
import { openShop, shopKeys } from '../site/shop.ts'
import { violations } from '../upkeep/accessibility.ts'
import { createChildren } from './children.ts'
import { createRuns } from './runs.ts'

const token = '0123456789abcdef0123'

type Shop = { origin: string; users: { username: string; password: string; userId: string }[] }
const test = base.extend<{ folder: string; shop: Shop; address: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-ui-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  /** somebody else's site, with a defect; its keys lie where the form looks for them */
  shop: async ({ folder }, use) => {
    const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
    writeFileSync(join(folder, 'brand.pem'), brand.publicKey.export({ type: 'spki', format: 'pem' }))
    writeFileSync(join(folder, 'iadvize.pem'), iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const shop = await openShop({
      keys: shopKeys(brand.privateKey, iAdvize.publicKey),
      sid: '4242',
      platform: 'halc',
      defects: ['ext-id-left-on'],
    })
    await use({ origin: shop.origin, users: [...shop.users] })
    await shop.close()
  },
  /** of the page, as the terminal shows it */
  address: async ({ folder }, use) => {
    const { child, ended } = startPadlock(['ui', '--port', '0', '--runs', 'runs'], {
      cwd: folder,
      env: { PADLOCK_UI_TOKEN: token },
    })
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await expect.poll(() => said, { timeout: 30_000 }).toContain('Ctrl-C')
    await use(/http:\S+/.exec(said)?.[0] ?? '')
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  },
})

/** A run whose process says and does what `script` does. */
const runOf = (folder: string, script: string) => {
  const children = createChildren({ line: [process.execPath, '-e', script], folder, env: () => process.env })
  const runs = createRuns({ children, folder: join(folder, 'runs'), tell: () => undefined, scrubbed: text => text })
  const run = runs.start({ config: null, defects: [], journeys: [], again: null, production: false })
  return { children, runs, run }
}
const begins = (id: string): string =>
  [
    { event: 'planned', journeys: [{ id, title: id }] },
    { event: 'journey-began', journey: id },
  ]
    .map(event => `console.log(${JSON.stringify(JSON.stringify(event))})`)
    .join(';')

test('a run that crashes, or says what nobody understands, takes nothing down with it', async ({ folder }) => {
  const { run, runs } = runOf(
    folder,
    `${begins('sign-in')};console.log('no JSON');console.error('padlock: out of memory');setTimeout(() => process.abort(), 50)`,
  )
  await expect.poll(() => run.state).toBe('over')
  expect(run.end).toMatchObject({ exitCode: 5, verdict: null, hasReport: false })
  expect(run.end?.summary).toContain('out of memory; the command was ended from outside')
  expect([...run.journeys.values()].map(({ id, state }) => `${id} ${state}`)).toEqual(['sign-in cut-off'])
  expect(run.log).toContain('no JSON')
  expect(runs.isUnderWay()).toBe(false)
  expect(runs.cancel()).toBe(false)
})

test('one that is cancelled, by the page or by its end, is told so once, and comes to its own end', async ({
  folder,
}) => {
  const script = `${begins('sign-in')};let told = 0;process.on('SIGINT', () => { told += 1; setTimeout(() => { console.error('padlock: told ' + told); process.exit(130) }, 50) });setInterval(() => {}, 1000)`
  const first = runOf(folder, script)
  await expect.poll(() => first.run.journeys.get('sign-in')?.state).toBe('playing')
  expect(first.runs.cancel()).toBe(true)
  await expect.poll(() => first.run.end).toMatchObject({ exitCode: 130, summary: 'told 1' })
  const second = runOf(folder, script)
  await expect.poll(() => second.run.journeys.get('sign-in')?.state).toBe('playing')
  await second.children.close()
  await expect.poll(() => second.run.end).toMatchObject({ exitCode: 130, summary: 'told 1' })
  expect(second.run.id).not.toBe('')
})

const everyFile = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

const inBothThemes = async (page: Page, what: string): Promise<void> => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  expect(await violations(page), what).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await violations(page, 'color-contrast'), `${what}, dark`).toEqual([])
}

const widths = async (page: Page, what: string): Promise<void> => {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 }
  for (const each of [375, 768, 1280, 1920]) {
    await page.setViewportSize({ width: each, height })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide, `${what} at ${each} px`).toBeLessThanOrEqual(each)
  }
  await page.setViewportSize({ width, height })
}

test('from the address of a site to its report, by the page alone', async ({ page, address, shop, folder }) => {
  test.setTimeout(180_000)
  const wrong: string[] = []
  page.on('pageerror', error => wrong.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  const said: string[] = []
  page.on('response', response => {
    if (response.url().startsWith(new URL(address).origin) && !response.url().endsWith('/events'))
      void response.text().then(
        text => said.push(text),
        () => undefined,
      )
  })
  await page.goto(address)
  await expect(page).toHaveURL(/\/ui$/)
  await expect(page.getByRole('status').first()).toHaveText('Live')

  await test.step('the form says what is missing, and beside a field what is wrong with it', async () => {
    await page.getByLabel('Address of the site').fill('shop')
    await page.getByLabel('Site id at iAdvize').focus()
    await expect(page.getByLabel('Address of the site')).toHaveAccessibleDescription(/expected an http or https URL/i)
    await expect(page.getByRole('button', { name: 'Account 1, password' })).toBeVisible()
    await page.getByLabel('Address of the site').fill(shop.origin)
    await page.getByLabel('The brand’s public key').fill('brand.pem')
    await page.getByLabel('Private iAdvize test key').fill('iadvize.pem')
    for (const [index, user] of shop.users.slice(0, 2).entries()) {
      const account = page.getByRole('group', { name: `Account ${index + 1}` })
      await account.getByLabel('User name').fill(user.username)
      await account.getByLabel('Password').fill(user.password)
      await account.getByLabel('User id in the token').fill(user.userId)
    }
    await inBothThemes(page, 'form')
    await widths(page, 'form')
  })

  await test.step('Padlock looks at the site, fills in the form, and the check finds nothing wrong', async () => {
    await page.getByRole('button', { name: 'Look at the site' }).press('Enter')
    await expect(page.getByText('a token reaches activate')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByLabel('Site id at iAdvize')).toHaveValue('4242')
    await expect(page.getByLabel('Signed-in pages')).toHaveValue(/\/account/)
    await expect(page.getByRole('heading', { name: 'Still to do' })).toBeHidden()
    await page.getByRole('button', { name: 'Check the site' }).click()
    await expect(page.getByText('Nothing stands in the way of a run.')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText('second user', { exact: true })).toBeVisible()
    expect(JSON.parse(readFileSync(join(folder, 'padlock.config.json'), 'utf8'))).toMatchObject({
      url: shop.origin,
      sid: '4242',
      users: [{ username: { env: 'PADLOCK_USER_1' }, password: { env: 'PADLOCK_PASSWORD_1' } }, {}],
    })
  })

  await test.step('a run shows its journeys as they play, and its findings; cancelled, it has a report of what was seen', async () => {
    await page.getByRole('button', { name: 'Certify' }).click()
    await expect(page.locator('#journeys details')).toHaveCount(17, { timeout: 60_000 })
    await expect(page.locator('#journeys .chip.tone', { hasText: 'playing' }).first()).toBeVisible()
    await expect(page.locator('#journeys svg.timeline').first()).toBeVisible({ timeout: 30_000 })
    await expect(page.locator('#judged')).toContainText('ext-id/absent', { timeout: 60_000 })
    const judged = page.locator('#judged').getByRole('link').first()
    const seenIn = (await judged.textContent()) ?? ''
    await judged.click()
    await expect(page.locator(`[id="journey:${seenIn}"]`)).toHaveAttribute('open', '')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByText('The run was cancelled.', { exact: true })).toBeVisible({ timeout: 30_000 })
    const report = page.frameLocator('iframe[title="Report of this run"]')
    await expect(report.getByRole('heading', { level: 1 })).toHaveText('Does not conform')
    await expect(page.locator('#journeys .chip.tone', { hasText: 'cut off' }).first()).toBeVisible()
    await inBothThemes(page, 'run')
    await widths(page, 'run')
  })

  await test.step('one journey is played again, and compared with the run before', async () => {
    const journey = page
      .locator('#journeys details')
      .filter({ hasText: /\d finding/ })
      .first()
    // axe has unfolded all of them.
    await journey.getByRole('button', { name: 'Play this journey again' }).click()
    await expect(page.locator('#journeys details')).toHaveCount(1, { timeout: 60_000 })
    await expect(page.getByText('The site does not conform.', { exact: true })).toBeVisible({ timeout: 60_000 })
    await page.getByRole('link', { name: 'Reports' }).click()
    const boxes = page.getByRole('checkbox')
    await expect(boxes).toHaveCount(2)
    await page.getByRole('button', { name: 'Compare two' }).click()
    await expect(page.getByRole('alert')).toContainText('Two runs are compared.')
    for (const box of await boxes.all()) await box.check()
    await page.getByRole('button', { name: 'Compare two' }).click()
    await expect(page.getByRole('region', { name: 'Compared' })).toContainText(
      /\d+ requirements? unchanged.*Before.*127\.0\.0\.1.*After.*127\.0\.0\.1.*without /s,
    )
    await inBothThemes(page, 'reports')
    await page.getByRole('button', { name: 'Trend of all runs' }).click()
    await expect(page.frameLocator('#shown').getByRole('heading', { level: 1 })).toContainText('over time')
    await page
      .getByRole('link', { name: /2026|20\d\d/ })
      .first()
      .click()
    await expect(page.frameLocator('#shown').getByRole('heading', { level: 1 })).toHaveText('Does not conform')
    await widths(page, 'reports')
  })

  const secrets = shop.users.flatMap(({ username, password, userId }) => [username, password, userId])
  for (const secret of secrets) {
    for (const file of everyFile(folder)) expect(readFileSync(file, 'latin1'), file).not.toContain(secret)
    for (const text of said) expect(text).not.toContain(secret)
  }
  expect(wrong).toEqual([])
})
