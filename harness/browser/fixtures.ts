/**
 * Playwright fixtures: a gateway and a browser per worker; keys, mock, site, recorder and visitors per journey. Servers
 * live in the worker's process on port 0, so that nothing is orphaned when the runner is killed.
 */
import { randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import type { Browser, BrowserContext } from 'playwright'
import { authenticate } from '../../mock-iadvize/authenticate.ts'
import { createMock } from '../../mock-iadvize/create-mock.ts'
import { defaultSessionMinutes } from '../../mock-iadvize/contract.ts'
import { defaultTokenSettings } from '../../mock-iadvize/decision.ts'
import type { Tenant } from '../../mock-iadvize/decision.ts'
import { openGateway } from '../../mock-iadvize/gateway.ts'
import type { Gateway } from '../../mock-iadvize/gateway.ts'
import { makeKeyPair } from '../../mock-iadvize/keys.ts'
import type { Mock } from '../../mock-iadvize/mock.ts'
import { loadConfig } from '../config/load-config.ts'
import type { Target } from '../config/target.ts'
import { folderOf, saltVariable } from '../plan.ts'
import type { Plan, PlannedTarget } from '../plan.ts'
import { createRecorder } from '../recording/recorder.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { Recording } from '../recording/recording.ts'
import { tenantUnder } from '../site/defects.ts'
import { openShop } from '../site/shop.ts'
import { isProviderFault } from './provider-faults.ts'
import { SiteError } from './site-driver.ts'
import { createVisitor } from './visitor.ts'
import type { Visitor } from './visitor.ts'

type KeyPair = { privateKey: KeyObject; publicKey: KeyObject }
/** RSA keys are dear: made once a worker, the rare ones when first asked for. */
type Keys = { brand: KeyPair; iAdvize: KeyPair; foreign: () => Promise<KeyPair>; weak: () => Promise<KeyPair> }

export type JourneyOptions = {
  id: string
  title: string
  /** users without whom the journey has no sense */
  users: number
  movesTime?: boolean
}

/** What the body of a journey works with. */
export type Stage = {
  visitor: Visitor
  target: Target
  mock: Mock
  /** another browser profile on another device, with its own storage and cookies */
  visitorInAnotherBrowser: () => Promise<Visitor>
  /**
   * A named fault is in force while `during` runs: of the mock (mock-iadvize/handlers.ts), or of the site's token provider
   * (provider-faults.ts). Without a token provider that can be spoken to, that is recorded and `during` does not run.
   */
  whileFaulty: (fault: string, during: () => Promise<void>) => Promise<void>
}

/** Opens one journey's stage, runs the body, and answers with the recording, whatever happened. */
export type Play = (
  options: JourneyOptions,
  planned: PlannedTarget,
  plan: Plan,
  body: (stage: Stage) => Promise<void>,
) => Promise<Recording>

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** The sample shop's site at iAdvize. */
const sid = '4242'
const platform = 'halc'
/** One for all journeys of a run, so that hashes can be compared between them; never written. */
const salt = process.env[saltVariable] ?? randomBytes(16).toString('hex')

type Site = { target: Target; defects: string[]; tenant: Tenant; sessionMinutes: number; close: () => Promise<void> }

const openSampleShop = async (
  { name, flavour, defects }: Extract<PlannedTarget, { kind: 'shop' }>,
  keys: Keys,
): Promise<Site> => {
  const shopKeys = {
    brandPrivateKey: keys.brand.privateKey,
    iAdvizePublicKey: keys.iAdvize.publicKey,
    foreign: keys.foreign,
    weak: keys.weak,
  }
  const shop = await openShop({ keys: shopKeys, sid, platform, defects, flavour })
  const soundTenant: Tenant = {
    sid,
    brandKeys: [keys.brand.publicKey],
    iAdvizeKeys: [keys.iAdvize.privateKey],
    settings: defaultTokenSettings,
  }
  return {
    target: {
      name,
      origin: shop.origin,
      sid,
      platform,
      pages: { guest: ['/', '/catalogue'], signedIn: ['/account', '/account/orders', '/account/addresses'] },
      users: shop.users,
      signInPage: '/login',
      guests: 'anonymous',
    },
    defects,
    tenant: await tenantUnder(defects, soundTenant, shopKeys),
    sessionMinutes: defaultSessionMinutes,
    close: () => shop.close(),
  }
}

const openConfiguredSite = async (config: string): Promise<Site> => {
  const { target, brandKeys, iAdvizeKeys, sessionMinutes } = await loadConfig(config)
  return {
    target,
    defects: [],
    tenant: { sid: target.sid, brandKeys, iAdvizeKeys, settings: defaultTokenSettings },
    sessionMinutes,
    close: () => Promise.resolve(),
  }
}

/** Whose fault it is that a journey could not go on. */
const stopped = (error: unknown, step: string): Extract<Recording['outcome'], { state: 'stopped' }> => {
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  const site =
    error instanceof SiteError ||
    /net::ERR_|Timeout \d+ms exceeded|Target crashed|Target page, context or browser/.test(message)
  return { state: 'stopped', step, because: message, blame: site ? 'site' : 'harness' }
}

export const test = base.extend<{ play: Play }, { gateway: Gateway; keys: Keys }>({
  gateway: [
    async ({}, use) => {
      const gateway = await openGateway()
      await use(gateway)
      await gateway.close()
    },
    { scope: 'worker' },
  ],
  keys: [
    async ({}, use) => {
      const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
      await use({ brand, iAdvize, foreign: once(() => makeKeyPair()), weak: once(() => makeKeyPair(1024)) })
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ gateway, launchOptions }, use) => {
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...gateway.browserArguments()] })
    },
    { scope: 'worker' },
  ],
  play: async ({ browser, gateway, keys }, use) => {
    await use((options, planned, plan, body) => playJourney({ browser, gateway, keys }, options, planned, plan, body))
  },
})

const playJourney = async (
  worker: { browser: Browser; gateway: Gateway; keys: Keys },
  options: JourneyOptions,
  planned: PlannedTarget,
  plan: Plan,
  body: (stage: Stage) => Promise<void>,
): Promise<Recording> => {
  const { browser, gateway, keys } = worker
  const site = planned.kind === 'shop' ? await openSampleShop(planned, keys) : await openConfiguredSite(planned.config)
  const { target, tenant, sessionMinutes } = site
  const mock = createMock({ tenant, sessionMinutes })
  gateway.attach(mock)
  const recorder: Recorder = createRecorder({
    journey: { id: options.id, title: options.title },
    target: {
      name: target.name,
      origin: target.origin,
      sid: target.sid,
      guests: target.guests,
      anonymousFallback: target.anonymousFallback ?? false,
      defects: site.defects,
    },
    users: target.users,
    salt,
    startedAt: new Date(),
    clock: () => performance.now(),
    judge: token => authenticate(token, mock.tenant, new Date(mock.clock.now())),
  })
  const contexts: BrowserContext[] = []
  const names = ['first', 'second', 'third']
  const visitors: Visitor[] = []
  const newContext = (): Promise<BrowserContext> => browser.newContext()
  const newVisitor = async (): Promise<Visitor> => {
    const context = await newContext()
    contexts.push(context)
    const visitor = await createVisitor({
      browser: names[contexts.length - 1] ?? `number ${contexts.length}`,
      context,
      target,
      mock,
      recorder,
      sessionMinutes,
      movesTime: options.movesTime ?? false,
      newContext,
      publicKeys: { brand: tenant.brandKeys, iadvize: tenant.iAdvizeKeys },
    })
    visitors.push(visitor)
    return visitor
  }
  /** A fault of the mock, or of the token provider in the view of every browser of this journey. */
  const setFault = async (fault: string, on: boolean): Promise<void> => {
    if (isProviderFault(fault)) await Promise.all(visitors.map(visitor => visitor.setProviderFault(on ? fault : null)))
    else mock.setFault(on ? fault : null)
    recorder.see({ kind: 'fault', name: fault, on })
  }
  try {
    if (target.users.length < options.users)
      recorder.see({
        kind: 'skipped',
        what: options.title,
        because: `it needs ${options.users} users, and ${target.users.length} are configured`,
      })
    else
      await body({
        visitor: await newVisitor(),
        target,
        mock,
        visitorInAnotherBrowser: newVisitor,
        whileFaulty: async (fault, during) => {
          const hindrances = isProviderFault(fault) ? visitors.map(visitor => visitor.hindrance(fault)) : []
          const hindrance = (await Promise.all(hindrances)).find(Boolean)
          if (hindrance) {
            recorder.see({ kind: 'skipped', what: `the fault «${fault}»`, ...hindrance })
            return
          }
          await setFault(fault, true)
          try {
            await during()
          } finally {
            await setFault(fault, false)
          }
        },
      })
  } catch (error) {
    recorder.stop(stopped(error, recorder.step()))
  }
  const recording = await recorder.recording({
    name: browser.browserType().name(),
    version: browser.version(),
    interception: 'name-resolution',
  })
  await Promise.all(contexts.map(context => context.close()))
  gateway.attach(null)
  await site.close()
  if (plan.recordings !== null) {
    const folder = join(plan.recordings, folderOf(planned))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${options.id}.json`), `${JSON.stringify(recording, null, 1)}\n`)
  }
  return recording
}
