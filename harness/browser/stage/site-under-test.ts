/** The site of a run: the sample shop, started for one journey, or the site of a configuration, which is only visited. */
import type { KeyObject } from 'node:crypto'
import { defaultSessionMinutes } from '../../../mock-iadvize/contract.ts'
import { defaultTokenSettings } from '../../../mock-iadvize/token/decision.ts'
import type { Tenant } from '../../../mock-iadvize/token/decision.ts'
import { makeKeyPair } from '../../../mock-iadvize/token/keys.ts'
import { loadConfig } from '../../config/load-config.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import type { Target } from '../../config/target.ts'
import type { PlannedTarget } from '../../run/plan.ts'
import { tenantUnder } from '../../site/defects.ts'
import { asksForConsent } from '../../site/flavours.ts'
import { openShop } from '../../site/shop.ts'
import type { ShopKeys } from '../../site/shop.ts'
import { memoryOfRun, noMemory } from '../sign-in/run-memory.ts'
import type { RunMemory } from '../sign-in/run-memory.ts'

type KeyPair = { privateKey: KeyObject; publicKey: KeyObject }
/** RSA keys are dear: made once a worker, each when first asked for. */
export type Keys = Record<'brand' | 'iAdvize' | 'foreign' | 'weak', () => Promise<KeyPair>>

export type Site = {
  target: Target
  defects: string[]
  tenant: Tenant
  /** minutes; iAdvize's session */
  sessionMinutes: number
  memory: RunMemory
  close: () => Promise<void>
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

export const newKeys = (): Keys => ({
  brand: once(() => makeKeyPair()),
  iAdvize: once(() => makeKeyPair()),
  foreign: once(() => makeKeyPair()),
  weak: once(() => makeKeyPair(1024)),
})

/** The sample shop's site at iAdvize. */
const sid = '4242'
const platform = 'halc'

/** What the sample shop makes its tokens with, and what iAdvize has set up for it, under the named defects. */
export const setUpOf = async (
  defects: readonly string[],
  keys: Keys,
): Promise<{ shopKeys: ShopKeys; tenant: Tenant }> => {
  const [brand, iAdvize] = await Promise.all([keys.brand(), keys.iAdvize()])
  const shopKeys = {
    brandPrivateKey: brand.privateKey,
    iAdvizePublicKey: iAdvize.publicKey,
    foreign: keys.foreign,
    weak: keys.weak,
  }
  const sound: Tenant = {
    sid,
    brandKeys: [brand.publicKey],
    iAdvizeKeys: [iAdvize.privateKey],
    settings: defaultTokenSettings,
  }
  return { shopKeys, tenant: await tenantUnder(defects, sound, shopKeys) }
}

const openSampleShop = async (
  { name, flavour, defects }: Extract<PlannedTarget, { kind: 'shop' }>,
  keys: Keys,
): Promise<Site> => {
  const { shopKeys, tenant } = await setUpOf(defects, keys)
  const shop = await openShop({ keys: shopKeys, sid, platform, defects, flavour })
  return {
    target: {
      name,
      origin: shop.origin,
      sid,
      platform,
      pages: { guest: ['/', '/catalogue'], signedIn: [...shop.accountPages] },
      users: shop.users,
      signInPage: '/login',
      guests: 'anonymous',
      consent: asksForConsent(flavour) ? 'accept' : 'leave',
      ...(shop.origin.startsWith('https:') && { access: { headers: {}, tls: { ignoreErrors: true } } }),
    },
    defects,
    tenant,
    sessionMinutes: defaultSessionMinutes,
    memory: noMemory,
    close: () => shop.close(),
  }
}

/** What a configuration names; nothing of it is started. */
export const siteOf = ({ target, brandKeys, iAdvizeKeys, sessionMinutes, tokenSeconds }: LoadedConfig): Site => ({
  target,
  defects: [],
  tenant: {
    sid: target.sid,
    brandKeys,
    iAdvizeKeys,
    settings: { ...defaultTokenSettings, recommendedLifetime: tokenSeconds },
    trust: target.trust ?? false,
  },
  sessionMinutes,
  memory: memoryOfRun(target),
  close: () => Promise.resolve(),
})

export const openSite = async (planned: PlannedTarget, keys: Keys): Promise<Site> =>
  planned.kind === 'shop' ? openSampleShop(planned, keys) : siteOf(await loadConfig(planned.config))
