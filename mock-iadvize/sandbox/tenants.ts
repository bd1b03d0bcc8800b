/** Several sites at once: each with a mock iAdvize of its own, and what the inspector shows of it. */
import type { KeyObject } from 'node:crypto'
import { boundedMap } from '../token/bounded-map.ts'
import { createClock } from '../platform/clock.ts'
import { createMock } from '../platform/create-mock.ts'
import { defaultTokenSettings, type Tenant, type TokenSettings } from '../token/decision.ts'
import { isFaultName } from '../faults.ts'
import { forgetful, type Keeper } from '../platform/kept-state.ts'
import { fingerprint, publicPem } from '../token/keys.ts'
import { readKey } from '../token/keys/read-key.ts'
import type { Mock } from '../platform/mock.ts'
import { defaultPlatformSettings, type PlatformSettings } from '../platform/settings.ts'
import { rsaKey } from '../token/rsa-key.ts'
import { createActivations, type Activations } from './activations.ts'
import type { Hub } from './events.ts'
import { limits } from './limits.ts'
import { createPresence, type PresenceBook } from './presence.ts'
import type { PageReport, PageReports } from './page-report-schema.ts'
import type { RequirementView, TenantChange, TenantView } from './schemas.ts'

/** Judges what was seen so far by the requirements; the harness brings it, the mock knows nothing of it. */
export type Judging = {
  /** the tag tells of its page; tokens may be in it */
  heard(report: PageReport, vuid: string | null): void
  /** a fault of ours is in force: what it causes is not the site's doing; null: none */
  faulty(name: string | null): void
  requirements(): Promise<RequirementView[]>
  clear(): void
}

/** How a site is set up at iAdvize. */
export type SiteSetup = {
  sid: string
  brandKeys: readonly KeyObject[]
  iAdvizeKeys: readonly KeyObject[]
  keysSetUp: boolean
  authenticatedMode: boolean
  trust: boolean
  platform: PlatformSettings
  tokens: TokenSettings
}

export const newSetup = (
  sid: string,
  brandKeys: readonly KeyObject[],
  iAdvizeKeys: readonly KeyObject[],
): SiteSetup => ({
  sid,
  brandKeys,
  iAdvizeKeys,
  keysSetUp: true,
  authenticatedMode: true,
  trust: iAdvizeKeys.length === 0,
  platform: { ...defaultPlatformSettings },
  tokens: { ...defaultTokenSettings },
})

/** A site as it is kept: public keys alone, as PEM. `jumped`: milliseconds */
export type SiteRecord = Omit<SiteSetup, 'brandKeys' | 'iAdvizeKeys'> & {
  brandKeys: string[]
  fault: { name: string; once: boolean } | null
  jumped: number
}

/** How it was set up when it was kept; its private keys come from elsewhere. */
export const keptSetup = (
  { fault: _fault, jumped: _jumped, brandKeys, ...rest }: SiteRecord,
  iAdvizeKeys: readonly KeyObject[],
): SiteSetup => ({ ...rest, brandKeys: publicKeys(brandKeys), iAdvizeKeys })

export type Site = {
  readonly sid: string
  mock: Mock
  activations: Activations
  presence: PresenceBook
  judging: Judging | null
  /** once, however often it comes */
  heard(report: PageReports): void
  view(): TenantView
  setup(): SiteSetup
  /** what is kept of it */
  record(): SiteRecord
  change(change: TenantChange): void
  setFault(fault: { name: string; once: boolean } | null): void
  jump(minutes: number): void
  reset(): void
}

/** Of texts that were found to be public keys before they were taken. */
function publicKeys(texts: readonly string[]): KeyObject[] {
  return texts.map(text => {
    const { key, problem } = readKey(text, 'public')
    if (!key) throw new Error(`a brand key ${problem}`)
    return key
  })
}

const keyView = (key: KeyObject) => ({ fingerprint: fingerprint(key), bits: rsaKey(key).bits })

const tenantOf = ({ sid, brandKeys, iAdvizeKeys, keysSetUp, authenticatedMode, trust, tokens }: SiteSetup): Tenant => ({
  sid,
  brandKeys: keysSetUp ? brandKeys : [],
  // On trust nobody looks into a token, whatever keys there are.
  iAdvizeKeys: trust ? [] : iAdvizeKeys,
  settings: tokens,
  trust,
  authenticatedMode,
})

export type SiteOptions = {
  setup: SiteSetup
  isDefault: boolean
  hub: Hub
  origin: () => string
  judging: ((site: { sid: string; mock: Mock; changed: () => void }) => Judging) | undefined
  keeper?: Keeper
  /** what was kept of an earlier process */
  kept?: { fault: { name: string; once: boolean } | null; jumped: number }
  /** milliseconds from one page to the next, in which nobody is gone */
  grace?: number | undefined
  /** hears of what is to be kept of the site itself */
  changed?: (site: Site) => void
}

export function createSite({
  setup: given,
  isDefault,
  hub,
  origin,
  judging,
  keeper,
  kept,
  grace,
  changed,
}: SiteOptions): Site {
  let setup = given
  const { sid } = setup
  const clock = createClock()
  if (kept) clock.jump(kept.jumped)
  let once = false
  /** ids of what pages have reported lately */
  const reported = boundedMap<string, true>(limits.activations)

  const activations = createActivations({
    sid,
    most: { activations: limits.activations, sightings: limits.sightings },
    now: Date.now,
    keysSetUp: () => setup.keysSetUp,
    changed: told => hub.tell({ ...told, sid }),
  })
  const deskChanged = () => hub.tell({ event: 'conversations', sid, data: { sid } })
  const presence = createPresence({ grace, most: limits.visitors, changed: deskChanged })
  const mock = createMock({
    tenant: tenantOf(setup),
    settings: setup.platform,
    clock,
    keeper: keeper ?? forgetful,
    limits,
    presence: presence.of,
    onEvent(event) {
      if (event.kind === 'desk-changed') deskChanged()
      if (event.kind === 'fault-hit') {
        // The page that it hits stays marked by it; those to come are not.
        if (mock.faultIsOver()) setImmediate(() => judge?.faulty(null))
        tellTenant()
      }
      if (event.kind !== 'exchange') return
      presence.activated(event.vuid)
      const view = event.accepted ? mock.deskOf(event.vuid) : null
      activations.exchanged(event, view)
    },
  })
  const judge = judging?.({ sid, mock, changed: () => hub.tell({ event: 'requirements', sid, data: { sid } }) }) ?? null

  const site: Site = {
    sid,
    mock,
    activations,
    presence,
    judging: judge,
    heard({ id, messages, vuid, run, left }) {
      if (id !== null && reported.has(id)) return
      if (id !== null) reported.set(id, true)
      for (const message of messages) {
        activations.heard(message, run)
        judge?.heard(message, vuid)
      }
      if (left && run !== null) activations.left(run)
    },
    setup: () => setup,
    record: () => {
      const { iAdvizeKeys: _elsewhere, brandKeys, ...rest } = setup
      const name = mock.faultIsOver() ? null : mock.fault()
      return {
        ...rest,
        brandKeys: brandKeys.map(publicPem),
        fault: name === null ? null : { name, once },
        jumped: clock.jumped(),
      }
    },
    view: () => {
      const name = mock.fault()
      return {
        sid,
        isDefault,
        brandKeys: setup.brandKeys.map(keyView),
        iAdvizeKey: setup.trust || !setup.iAdvizeKeys[0] ? null : keyView(setup.iAdvizeKeys[0]),
        keysSetUp: setup.keysSetUp,
        authenticatedMode: setup.authenticatedMode,
        sessionMinutes: setup.platform.sessionMinutes,
        trust: setup.trust,
        platform: platformView(setup.platform),
        tokens: { ...setup.tokens },
        fault: name !== null && isFaultName(name) ? { name, once, over: mock.faultIsOver() } : null,
        jumpedMinutes: Math.round((clock.jumped() / 60_000) * 100) / 100,
        counts: { ...mock.count(), activations: activations.count },
        snippet: snippet(origin(), sid),
      }
    },
    change({ brandKeys, sessionMinutes, platform, tokens, ...flags }) {
      setup = {
        ...setup,
        ...(brandKeys && { brandKeys: publicKeys(brandKeys) }),
        ...defined(flags),
        platform: {
          ...setup.platform,
          ...defined(platform ?? {}),
          ...(sessionMinutes !== undefined && { sessionMinutes }),
        },
        tokens: { ...setup.tokens, ...defined(tokens ?? {}) },
      }
      mock.setTenant(tenantOf(setup))
      mock.changeSettings(setup.platform)
      tellTenant()
    },
    setFault(fault) {
      once = fault?.once ?? false
      mock.setFault(fault?.name ?? null, { single: once })
      judge?.faulty(fault?.name ?? null)
      tellTenant()
    },
    jump(minutes) {
      mock.clock.jump(minutes * 60_000)
      tellTenant()
    },
    reset() {
      activations.clear()
      judge?.clear()
      once = false
      mock.reset()
      clock.jump(-clock.jumped())
      hub.tell({ event: 'reset', sid, data: { sid } })
      tellTenant()
    },
  }
  const tellTenant = () => {
    changed?.(site)
    hub.tell({ event: 'tenant', sid, data: { sid } })
  }
  if (kept?.fault) {
    once = kept.fault.once
    mock.setFault(kept.fault.name, { single: once })
    judge?.faulty(kept.fault.name)
  }
  return site
}

const platformView = ({ sessionMinutes: _told, ...platform }: PlatformSettings) => platform

/** Without the members that are undefined: they would overwrite. */
type Defined<T> = { [Name in keyof T]: Exclude<T[Name], undefined> }
const defined = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>

/** The two lines of a page. `getToken` is the integrator's: a function that asks their own backend for a token. */
export const snippet = (origin: string, sid: string): string =>
  [
    `<script>window.iAdvizeInterface = window.iAdvizeInterface || []; iAdvizeInterface.config = { sid: '${sid}' }; iAdvizeInterface.push(iAdvize => iAdvize.activate(async () => ({ authenticationOption: { type: 'SECURED_AUTHENTICATION', token: await getToken() } })))</script>`,
    `<script async src="${origin}/iadvize.js?sid=${sid}"></script>`,
  ].join('\n')
