/**
 * Each sound form of the sample shop is certified as a foreign site would be: those in which a site is hard to get into or out of by
 * their URL alone, with the configuration that `init` writes of it. One run for all: starting one is dear.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { firstConfig } from '../doctor/first-config.ts'
import { openLooker } from '../doctor/look.ts'
import { survey } from '../doctor/survey.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import type { PlannedTarget } from '../run/plan.ts'
import { played } from '../run/played-fixture.ts'
import { defectNames, flavourOf } from '../site/defects.ts'
import { flavourNames } from '../site/flavours.ts'
import type { FlavourName } from '../site/flavours.ts'
import { openShop, shopKeys } from '../site/shop.ts'
import { verdict } from '../verdict/verdict.ts'

/** PADLOCK_EVERY_JOURNEY=1 plays all journeys, and then nothing may be left to see; that takes minutes, and is for the night. */
const everyJourney = Boolean(process.env['PADLOCK_EVERY_JOURNEY'])

const browse = 'browse-signed-in'
/** The journeys that the flavour makes a difference to. */
const hardToEnter: Partial<Record<FlavourName, string[]>> = {
  bearer: ['session-expiry'],
  'shadow-identity': ['switch-user'],
  'consent-wall': ['sign-out'],
  dialog: ['sign-out'],
  'rate-limited': ['switch-user'],
}
const easierToEnter: Partial<Record<FlavourName, string[]>> = {
  'asks-first': ['sign-out'],
  'signed-cookie': ['sign-out'],
  isolated: [browse],
  sandboxed: ['sign-out'],
}
/** By their URL alone; at night all of them, and the other flavours whole. */
const byUrl = everyJourney ? { ...hardToEnter, ...easierToEnter } : hardToEnter
const known: Partial<Record<FlavourName, string[]>> = {
  'inline-token': ['session-expiry'],
  'nonce-guarded': ['token-provider-probes'],
  'service-worker': ['sign-out'],
  'tag-manager': [browse],
  boxed: ['session-expiry'],
  openid: ['switch-user'],
}
const open = async (name: FlavourName, keys: Parameters<typeof openShop>[0]['keys']) =>
  openShop({ keys, sid: '4242', platform: 'halc', defects: [], flavour: name })

test('no flavour breaks a requirement', async () => {
  test.setTimeout(everyJourney ? 1_800_000 : 600_000)
  const folder = mkdtempSync(join(tmpdir(), 'padlock-flavours-'))
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  writeFileSync(join(folder, 'brand.pem'), brand.publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(join(folder, 'iadvize.pem'), iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  let limited = 0
  const count = (message: unknown): void => {
    if ((message as { response: ServerResponse }).response.statusCode === 429) limited += 1
  }
  subscribe('http.server.response.finish', count)
  const names = Object.keys(byUrl) as FlavourName[]
  const shops = await Promise.all(names.map(name => open(name, shopKeys(brand.privateKey, iAdvize.publicKey))))
  const looker = await openLooker({ name: 'chromium' })
  try {
    const variables = ['FIRST', 'SECOND'].map(which => ({
      user: `FLAVOUR_${which}_USER`,
      password: `FLAVOUR_${which}_PASSWORD`,
      userId: `FLAVOUR_${which}_ID`,
      hasUserId: true,
    }))
    const configured = async (name: FlavourName, index: number): Promise<PlannedTarget> => {
      const shop = shops[index]
      if (!shop) throw new Error(`${name} is not open`)
      // What one user needs no other for, one look shows.
      const users = shop.users.slice(0, everyJourney || byUrl[name]?.includes('switch-user') ? 2 : 1)
      const seen = await survey(new URL(shop.origin), users, looker, () => undefined)
      expect(seen, name).toMatchObject({
        tag: { sid: '4242' },
        users: users.map(() => ({ because: null, stays: null })),
        token: true,
      })
      expect(seen.signedInPages.length, name).toBeGreaterThan(0)
      const own = variables.slice(0, users.length).map(of => ({
        user: `${index}_${of.user}`,
        password: `${index}_${of.password}`,
        userId: `${index}_${of.userId}`,
        hasUserId: true,
      }))
      for (const [nth, user] of users.entries())
        Object.assign(process.env, {
          [own[nth]?.user ?? '']: user.username,
          [own[nth]?.password ?? '']: user.password,
          [own[nth]?.userId ?? '']: user.userId,
        })
      const config = join(folder, `${name}.mjs`)
      const keys = { brand: 'brand.pem', iAdvize: 'iadvize.pem' }
      writeFileSync(config, firstConfig({ survey: seen, users: own, keys, extension: '.mjs' }))
      return { kind: 'site', name, config, ...(!everyJourney && { journeys: byUrl[name] ?? [] }) }
    }
    // Several at once: a look waits more than it works.
    const sites: PlannedTarget[] = []
    const queue = [...names.entries()]
    await Promise.all(
      Array.from({ length: 3 }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) sites.push(await configured(next[1], next[0]))
      }),
    )
    // Those that defects are changes of are certified with all journeys, and compared with their defects, by `padlock prove`.
    const proven = new Set<FlavourName>(defectNames.map(flavourOf))
    const others = flavourNames.filter(
      name => !byUrl[name] && (everyJourney || (known[name] !== undefined && !proven.has(name))),
    )
    const targets: PlannedTarget[] = [
      ...sites,
      ...others.map(name => ({
        kind: 'shop' as const,
        name,
        flavour: name,
        defects: [],
        ...(!everyJourney && { journeys: known[name] ?? [] }),
      })),
    ]
    const recordings = await played({ targets, perCore: 2 })
    const catalogue = await loadCatalogue()
    const certified = targets.map(({ name }) => {
      const of = recordings.get(name) ?? []
      const { verdict: word, requirements } = verdict(of, catalogue)
      const unmet = requirements.filter(({ status }) =>
        everyJourney ? status !== 'met' && status !== 'not-applicable' : status === 'violated' || status === 'blocked',
      )
      const stopped = of
        .filter(({ outcome }) => outcome.state === 'stopped')
        .map(({ journey, outcome }) => ({ journey: journey.id, outcome }))
      return { name, verdict: word, stopped, unmet: unmet.map(({ id, status }) => `${id}: ${status}`) }
    })
    const word = everyJourney ? 'conforms' : 'incomplete'
    expect(certified).toEqual(targets.map(({ name }) => ({ name, verdict: word, stopped: [], unmet: [] })))
    expect(limited, 'the shop with a limit has refused a sign-in').toBeGreaterThan(0)
    const statusOf = (name: FlavourName, id: string) =>
      verdict(recordings.get(name) ?? [], catalogue).requirements.find(row => row.id === id)?.status
    // Its own session ends with the page's clock, and iAdvize's was seen to end all the same.
    expect(statusOf('bearer', 'activation/provider-reusable')).toBe('met')
  } finally {
    unsubscribe('http.server.response.finish', count)
    await looker.close()
    await Promise.all(shops.map(shop => shop.close()))
    rmSync(folder, { recursive: true, force: true })
  }
})

test('on a phone the way out is found behind a hamburger', async () => {
  test.setTimeout(120_000)
  const recordings = await played({
    targets: [{ kind: 'shop', name: 'phone', flavour: 'small-screen', defects: [], journeys: ['sign-out'] }],
    browser: { name: 'chromium', device: 'iPhone 15' },
  })
  const of = recordings.get('phone') ?? []
  expect(of.map(({ outcome, browser }) => [outcome.state, browser.device])).toEqual([['completed', 'iPhone 15']])
  const { requirements } = verdict(of, await loadCatalogue())
  expect(requirements.filter(({ status }) => status === 'violated')).toEqual([])
  expect(requirements.find(({ id }) => id === 'logout/works')?.status).toBe('met')
})
