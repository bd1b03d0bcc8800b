/**
 * What the inspector shows of one site: each activation, put together from what reached iAdvize and from what the tag saw in the
 * page. No token is kept: of each, what was decided.
 */
import { boundedMap } from '../bounded-map.ts'
import { isExtIdKey, reasons, type TagEvent } from '../contract.ts'
import { stages, type Decision } from '../decision.ts'
import type { MockEvent } from '../mock.ts'
import type { PageReport } from './page-report.ts'
import type { ActivationView, SightingView, TokenReport } from './schemas.ts'

type Exchange = Extract<MockEvent, { kind: 'exchange' }>
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
      const call = 'call' in event && typeof event.call === 'number' ? event.call : null
      const of = run !== undefined && call !== null ? byCall.get(callKey(run, call)) : undefined
      switch (event.kind) {
        case 'tag-run': {
          const ran = event as Extract<TagEvent, { kind: 'tag-run' }>
          if (typeof ran.run === 'string') runs.set(load, ran.run)
          return sight({
            page: path,
            kind: 'tag-run',
            text: ran.again ? 'the tag runs a second time in this page' : 'the tag runs',
            tone: ran.again ? 'warn' : 'quiet',
          })
        }
        case 'activate':
          if (run !== undefined && call !== null && !of)
            tell(begin({ cause: 'activate', call, page: path }, callKey(run, call)))
          else if (of) {
            of.cause ??= 'activate'
            tell(of)
          }
          return undefined
        case 'provider-answer': {
          if (!of) return undefined
          const { answer, shape, variant } = event as Extract<TagEvent, { kind: 'provider-answer' }>
          of.provider = { answer, shape: String(shape).slice(0, 500), variant: variant ?? null }
          of.warnings = warningsOf(of)
          return tell(of)
        }
        case 'exchange': {
          if (!of || of.attempts.length >= 20) return undefined
          of.attempts.push((event as Extract<TagEvent, { kind: 'exchange' }>).status)
          return tell(of)
        }
        case 'activate-result': {
          if (!of) return undefined
          const { status, reason } = event as Extract<TagEvent, { kind: 'activate-result' }>
          settle(of, status, reason ?? null)
          return tell(of)
        }
        case 'session-renewal': {
          const { renewed } = event as Extract<TagEvent, { kind: 'session-renewal' }>
          return sight({
            page: path,
            kind: 'session-renewal',
            text: renewed
              ? 'the session was renewed'
              : 'the session ended and was not renewed: the tag removed its JWT',
            tone: renewed ? 'quiet' : 'warn',
          })
        }
        case 'logout':
          return sight({ page: path, kind: 'logout', text: 'iAdvize.logout() was called', tone: 'quiet' })
        case 'navigate':
          return sight({ page: path, kind: 'navigate', text: 'iAdvize.navigate() was called', tone: 'quiet' })
        case 'ext-id': {
          const { spelling, length } = event as { spelling?: unknown; length?: unknown }
          if (typeof spelling !== 'string' || !isExtIdKey(spelling)) return undefined
          return sight({
            page: path,
            kind: 'ext-id',
            text: `idzCustomData.${spelling} is set (${Number(length)} characters): with it there is no padlock`,
            tone: 'warn',
          })
        }
        case 'stored': {
          const { jwt } = event as { jwt?: unknown }
          return sight({
            page: path,
            kind: 'storage',
            text: typeof jwt === 'string' ? 'a JWT is in local storage' : 'no JWT is in local storage',
            tone: 'quiet',
          })
        }
        case 'policy-violation': {
          const { directive } = event as { directive?: unknown }
          return sight({
            page: path,
            kind: 'policy-violation',
            text: `the page’s policy forbids something (${String(directive).slice(0, 40)})`,
            tone: 'warn',
          })
        }
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
      for (const memory of [known, seen, byCall, runs]) memory.clear()
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

function warningsOf({ exchange, provider, outcome, reason }: ActivationView): string[] {
  const warnings: string[] = []
  if (exchange?.extId)
    warnings.push(
      exchange.option === 'SECURED_AUTHENTICATION' && exchange.accepted
        ? 'extID is set: this conversation gets no padlock'
        : 'extID is set: with it there will be no padlock',
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
