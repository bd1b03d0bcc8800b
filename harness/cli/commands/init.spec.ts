/** From a URL to a configuration that the doctor finds nothing wrong with, on a site of which nothing is known. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeKeyPair } from '../../../mock-iadvize/token/keys.ts'
import { openShop, shopKeys } from '../../site/shop.ts'
import { doctorSchema } from './doctor.ts'
import { padlock } from '../padlock-process.ts'

test.describe.configure({ timeout: 300_000 })

/** A folder with the keys of a shop that stands open until the end of `during`. */
const besideShop = async (
  during: (given: { url: string; cwd: string; env: Record<string, string>; secrets: string[] }) => Promise<void>,
): Promise<void> => {
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  const shop = await openShop({
    keys: shopKeys(brand.privateKey, iAdvize.publicKey),
    sid: '4242',
    platform: 'halc',
    defects: [],
    flavour: 'self-signed',
  })
  const cwd = mkdtempSync(join(tmpdir(), 'padlock-init-'))
  writeFileSync(join(cwd, 'brand.pem'), brand.publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(join(cwd, 'iadvize.pem'), iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const [first, second] = shop.users
  const secrets = [first, second].flatMap(user => (user ? [user.username, user.password, user.userId] : []))
  const env = {
    PADLOCK_USER_1: first?.username ?? '',
    PADLOCK_PASSWORD_1: first?.password ?? '',
    PADLOCK_USER_2: second?.username ?? '',
    PADLOCK_PASSWORD_2: second?.password ?? '',
    PADLOCK_USER_ID_1: first?.userId ?? '',
    PADLOCK_USER_ID_2: second?.userId ?? '',
  }
  try {
    await during({ url: shop.origin, cwd, env, secrets })
  } finally {
    await shop.close()
  }
}
const keys = ['--brand-key', 'brand.pem', '--iadvize-key', 'iadvize.pem']

test('init writes what doctor finds nothing wrong with; no secret is in it; doctor names what is wrong', async () => {
  await besideShop(async ({ url, cwd, env, secrets }) => {
    const init = await padlock(['init', url, ...keys], { cwd, env })
    expect(init.stderr + init.stdout).toContain('wrote padlock.config.ts')
    expect(init.stdout).not.toContain('still missing')
    expect(init.code).toBe(0)
    const config = readFileSync(join(cwd, 'padlock.config.ts'), 'utf8')
    expect(config).toContain("sid: '4242'")
    expect(config).toContain("'/account'")
    expect(config).toContain("userId: { env: 'PADLOCK_USER_ID_1' } },")
    for (const secret of secrets) expect(config + init.stdout + init.stderr).not.toContain(secret)

    const again = await padlock(['init', url, ...keys], { cwd, env })
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is already there and is kept') })

    const doctor = await padlock(['doctor', '--config', 'padlock.config.ts', '--json'], { cwd, env })
    const { checks } = doctorSchema.parse(JSON.parse(doctor.stdout))
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['browser', 'keys.brand', 'site', 'clocks', 'tag', 'first user', 'second user', 'pages']),
    )
    expect(doctor.code).toBe(0)

    const refused = await padlock(['certify', '--config', 'padlock.config.ts', '--report-dir', 'report'], {
      cwd,
      env: { ...env, PADLOCK_PASSWORD_2: 'not-the-password' },
    })
    expect(refused.stderr).toContain('PROBLEM  second user')
    expect(refused.stdout).toContain('Nothing was judged: second user')
    expect(refused.code).toBe(2)
    expect(readFileSync(join(cwd, 'report', 'report.json'), 'utf8')).toContain('"verdict": "incomplete"')
  })
})

test('in a pipe init asks nothing and says what is missing; a site that is down gets no file', async () => {
  await besideShop(async ({ url, cwd }) => {
    const init = await padlock(['init', url, '--config', 'bare.config.mjs'], { cwd })
    expect(init.code).toBe(0)
    expect(init.stdout).toMatch(/still missing\n(?: {2}.*\n)* {2}PADLOCK_USER_1 and PADLOCK_PASSWORD_1/)
    expect(init.stdout).toContain('padlock -- keys» makes a test pair for each side')
  })
  const cwd = mkdtempSync(join(tmpdir(), 'padlock-init-'))
  const down = await padlock(['init', 'http://127.0.0.1:9/'], { cwd })
  expect(down).toMatchObject({ code: 3, stderr: expect.stringContaining('nothing was written') })
  const wrong = await padlock(['init', 'staging.example.com', '--config', 'x.json'], { cwd })
  expect(wrong.code).toBe(2)
})
