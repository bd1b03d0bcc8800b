/**
 * What the inspector shows of one site: each activation, put together from what reached iAdvize and from what the tag saw in the
 * page. No token is kept: of each, what was decided.
 */
import { boundedMap } from '../bounded-map.ts'
import { isExtIdKey, reasons } from '../contract.ts'
import { stages, type Decision } from '../decision.ts'
import type { MockEvent } from '../mock.ts'
import type { PageReport } from './page-report-schema.ts'
import type { ActivationView, SightingView, TokenReport } from './schemas.ts'

type Exchange = Extract<MockEvent, { kind: 'exchange' }>
/** Of the tag's requests for one activation, how many are shown. */
const mostAttempts = 20

export type Activations = {
  /** iAdvize has answered; `desk` as it is right after */
  exchanged(event: Exchange, desk: { padlock: boolean; reason: string } | null, onTrust: boolean): void
  /** the tag tells of its page */
  heard(report: PageReport): void
  list(most: number): ActivationView[]
  find(id: number): ActivationView | null
  sightings(most: number): SightingView[]
  readonly count: number
  clear(): void
}

export function createActivations({
  sid,
  most,
  now,
  changed,
}: {
  sid: string
  most: { activations: number; sightings: number }
  now: () => number
  changed: (what: { event: 'activation'; data: ActivationView } | { event: 'sighting'; data: SightingView }) => void
}): Activations {
  const known = boundedMap<number, ActivationView>(most.activations)
  const seen = boundedMap<number, SightingView>(most.sightings)
  /** `run call` → its latest activation */
  const byCall = boundedMap<string, ActivationView>(most.activations)
  /** a document → what its storage held last */
  const storage = boundedMap<string, string>(most.activations)
  /** a document → the run of the tag in it */
  const runs = boundedMap<string, string>(most.activations)
  let made = 0
  let sighted = 0

  const callKey = (run: string, call: number) => `${run} ${call}`
  const tell = (activation: ActivationView) => changed({ event: 'activation', data: activation })

  function begin(first: Partial<ActivationView>, key: string | null): ActivationView {
    made += 1
    const activation: ActivationView = {
      id: made,
      sid,
      at: now(),
      cause: null,
      call: null,
      page: null,
      vuid: null,
      provider: null,
      token: null,
      exchange: null,
      attempts: [],
      outcome: 'pending',
      reason: null,
      realPlatform: null,
      padlock: null,
      deskReason: null,
      warnings: [],
      ...first,
    }
    known.set(made, activation)
    if (key !== null) byCall.set(key, activation)
    return activation
  }

  function sight(sighting: Pick<SightingView, 'page' | 'kind' | 'text' | 'tone'>): void {
    sighted += 1
    const whole = { id: sighted, sid, at: now(), ...sighting }
    seen.set(sighted, whole)
    changed({ event: 'sighting', data: whole })
  }

  function settle(activation: ActivationView, status: ActivationView['outcome'], reason: string | null): void {
    activation.outcome = status
    activation.reason = reason
    activation.realPlatform = realAnswer(activation)
    activation.warnings = warningsOf(activation)
  }

  return {
    exchanged({ run, call, vuid, page, option, accepted, because, reason, decision, extId }, desk, onTrust) {
      const key = run !== undefined && call !== undefined ? callKey(run, call) : null
      const open = key === null ? undefined : byCall.get(key)
      // The provider is asked again when a session ends: that is an activation of its own.
      const activation =
        open && open.exchange === null
          ? open
          : begin({ cause: open ? 'session-expiry' : null, call: call ?? null }, key)
      activation.page = page
      activation.vuid = vuid
      activation.exchange = { option, accepted, because: because ?? null, extId }
      activation.token = decision ? tokenReport(decision) : null
      activation.padlock = desk?.padlock ?? null
      activation.deskReason = desk?.reason ?? null
      settle(
        activation,
        accepted ? 'authentication-success' : 'authentication-failure',
        accepted ? null : (reason ?? null),
      )
      if (onTrust) activation.warnings.push('accepted on trust: nobody could look into this token')
      tell(activation)
    },

    heard({ load, path, event }) {
      const run = runs.get(load)
      const key = 'call' in event && run !== undefined ? callKey(run, event.call) : null
      const of = key === null ? undefined : byCall.get(key)
      const see = (kind: SightingView['kind'], text: string, tone: SightingView['tone'] = 'quiet') =>
        sight({ page: path, kind, text, tone })
      switch (event.kind) {
        case 'tag-run':
          if (event.run !== undefined) runs.set(load, event.run)
          return event.again
            ? see('tag-run', 'the tag runs a second time in this page', 'warn')
            : see('tag-run', 'the tag runs')
        case 'activate':
          if (of) of.cause ??= 'activate'
          return key === null ? undefined : tell(of ?? begin({ cause: 'activate', call: event.call, page: path }, key))
        case 'provider-answer':
          if (!of) return undefined
          of.provider = { answer: event.answer, shape: event.shape, variant: event.variant ?? null }
          of.warnings = warningsOf(of)
          return tell(of)
        case 'exchange':
          if (!of || of.attempts.length >= mostAttempts) return undefined
          of.attempts.push(event.status)
          return tell(of)
        case 'provider-call':
          return event.cause === 'session-expiry'
            ? see('session-renewal', 'the session has ended: the provider is asked for a fresh token')
            : undefined
        case 'activate-result':
          if (!of) return undefined
          settle(of, event.status, event.reason ?? null)
          return tell(of)
        case 'session-renewal':
          return event.renewed
            ? see('session-renewal', 'the session was renewed')
            : see('session-renewal', 'the session ended and was not renewed: the tag removed its JWT', 'warn')
        case 'logout':
          return see('logout', 'iAdvize.logout() was called')
        case 'navigate':
          return see('navigate', 'iAdvize.navigate() was called')
        case 'ext-id':
          return isExtIdKey(event.spelling)
            ? see(
                'ext-id',
                `idzCustomData.${event.spelling} is set (${event.length} characters): with it there is no padlock`,
                'warn',
              )
            : undefined
        case 'stored': {
          const now = event.jwt === null ? 'no JWT is in local storage' : 'a JWT is in local storage'
          if (storage.get(load) === now) return undefined
          storage.set(load, now)
          return see('storage', now)
        }
        case 'interface-overwritten':
          return see('interface-overwritten', 'the page has put something else over iAdvizeInterface', 'warn')
        case 'page-error':
          return see('page-error', 'an error of the page; its console says which', 'warn')
        case 'policy-violation':
          return see(
            'policy-violation',
            `the page’s policy (${event.directive}) ${event.enforced ? 'forbids' : 'reports'} something`,
            'warn',
          )
        default:
          return undefined
      }
    },

    list: most => [...known.values()].toReversed().slice(0, most),
    find: id => known.get(id) ?? null,
    sightings: most => [...seen.values()].toReversed().slice(0, most),
    get count() {
      return known.size
    },
    clear() {
      for (const memory of [known, seen, byCall, runs, storage]) memory.clear()
    },
  }
}

/** A stage is passed when a later one was come to, or its own checks were made, and nothing of it was found. */
export function tokenReport({ verdict, findings, judged, unseen, facts }: Decision): TokenReport {
  const reached = {
    format: true,
    'outer-header': facts.outerHeader !== null,
    decrypt: facts.decrypted === true,
    nested: facts.decrypted === true && judged.includes('token/nested'),
    'inner-header': facts.innerHeader !== null,
    signature: facts.verified === true,
    claims: facts.claimNames !== null,
  }
  return {
    verdict,
    steps: stages.map(stage => {
      const own = findings.filter(finding => finding.stage === stage)
      const failed = own.some(({ level }) => level === 'MUST')
      const state = failed ? 'failed' : own.length > 0 ? 'warned' : reached[stage] ? 'passed' : 'not-seen'
      return { stage, state } as const
    }),
    findings: [...findings],
    judged: [...judged],
    unseen: [...unseen],
    facts,
  }
}

const documented: Record<string, { basis: 'doc' | 'assumed'; source: string }> = {
  [reasons.invalidOption]: { basis: 'doc', source: 'FE-FAQ' },
  [reasons.ongoing]: { basis: 'doc', source: 'FE-FAQ' },
  [reasons.twice]: { basis: 'doc', source: 'FE-FAQ' },
  [reasons.serverError]: { basis: 'doc', source: 'FE-FAQ' },
}

/** The page was told the same; this says what that rests on. */
function realAnswer({ outcome, reason, provider, exchange }: ActivationView): ActivationView['realPlatform'] {
  if (outcome === 'pending') return null
  if (outcome === 'authentication-success')
    return { answer: 'authentication-success', basis: 'doc', source: 'FE-RESULT' }
  const answer = `authentication-failure: ${reason ?? ''}`
  // No page says what a provider that fails comes to, nor how a replay or an unknown site is answered (settings.ts).
  const inferred =
    provider?.answer === 'threw' || exchange?.because === 'token-spent' || exchange?.because === 'unknown-site'
  const { basis, source } = documented[reason ?? ''] ?? { basis: 'assumed', source: 'FE-RESULT' }
  return { answer, basis: inferred ? 'assumed' : basis, source }
}

const extIdCure = 'remove it from window.idzCustomData: search the templates and the tag manager'

function warningsOf({ exchange, provider, outcome, reason }: ActivationView): string[] {
  const warnings: string[] = []
  if (exchange?.extId)
    warnings.push(
      exchange.option === 'SECURED_AUTHENTICATION' && exchange.accepted
        ? `extID is set: this conversation gets no padlock; ${extIdCure}`
        : `extID is set: with it there will be no padlock; ${extIdCure}`,
    )
  if (exchange?.because === 'authenticated-mode-off')
    warnings.push('authenticated mode is off for this site: every token is refused, a sound one too')
  if (exchange?.because === 'token-spent') warnings.push('this token was used before, and replay is set to refused')
  if (exchange?.because === 'unknown-site') warnings.push('the sandbox knows no site with this sid')
  if (exchange?.because === 'signed-out-meanwhile') warnings.push('logout() overtook this activation')
  if (provider?.variant) warnings.push(`the option is accepted, but documented differently: ${provider.variant}`)
  if (provider?.answer === 'threw') warnings.push('the provider threw: the page’s console says what')
  if (outcome === 'authentication-failure' && reason === reasons.twice)
    warnings.push('activate is called once in a page; a second sign-in needs logout() first')
  return warnings
}
