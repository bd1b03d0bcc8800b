/**
 * What the inspector shows of one site: each activation, put together from what reached the sandbox, what it answered, and what the
 * tag saw in the page. Neither waits for the other: a page may leave before it has told. No token is kept: of each, what was decided.
 */
import { boundedMap } from '../token/bounded-map.ts'
import { isExtIdKey, reasons, sourcePages, type SourcePage } from '../contract.ts'
import { stages, type Decision } from '../token/decision.ts'
import type { FaultName } from '../faults.ts'
import type { MockEvent } from '../platform/mock.ts'
import { tagSettings } from '../platform/settings.ts'
import { counted } from '../token/shown.ts'
import { cureOf, warningsOf } from './activation-advice.ts'
import type { PageReport } from './page-report-schema.ts'
import type { ActivationView, SightingView, TokenReport } from './schemas.ts'

type Exchange = Extract<MockEvent, { kind: 'exchange' }>
/** An exchange as the tag asked for it, whoever answered. */
export type AskedExchange = Pick<Exchange, 'vuid' | 'page' | 'run' | 'call'>
type Attempt = ActivationView['attempts'][number]
/** Of the tag's requests for one activation, how many are shown. */
const mostAttempts = 20
/** How often the tag asks before it gives up. */
const mostAsked = 1 + tagSettings.retryDelays.length

/** What became of a request that a fault has hit. `through`: iAdvize answered after all; `gone`: whoever asked has left */
export type AfterFault = Attempt | 'through' | 'gone'

export type Activations = {
  /** iAdvize has answered; `desk` as it is right after */
  exchanged(event: Exchange, desk: { padlock: boolean; reason: string } | null): void
  /** a fault has hit the request for this exchange; answers with where to tell what the token is, and what became of the request */
  struck(
    asked: AskedExchange,
    fault: { name: FaultName; once: boolean },
  ): { judged(decision: Decision): void; ended(how: AfterFault): void }
  /** a fault has hit a request that is no exchange: for the tag, or for logout */
  struckElsewhere(fault: FaultName, what: string, page: string): void
  /** the tag tells of its page; `run`: of the tag in it; null: it has not said yet */
  heard(report: PageReport, run: string | null): void
  /** the page in which this run of the tag was has gone, or goes */
  left(run: string): void
  list(most: number): ActivationView[]
  find(id: number): ActivationView | null
  sightings(most: number): SightingView[]
  readonly count: number
  clear(): void
}

/** `answered`: by the sandbox; `told`: by the page. One of them may be behind. */
type Known = { view: ActivationView; run: string | null; once: boolean; answered: Attempt[]; told: Attempt[] }

export function createActivations({
  sid,
  most,
  now,
  keysSetUp,
  changed,
}: {
  sid: string
  most: { activations: number; sightings: number }
  now: () => number
  /** whether the brand's key is set up at this moment */
  keysSetUp: () => boolean
  changed: (what: { event: 'activation'; data: ActivationView } | { event: 'sighting'; data: SightingView }) => void
}): Activations {
  const known = boundedMap<number, Known>(most.activations)
  const seen = boundedMap<number, SightingView>(most.sightings)
  /** `run call` → its latest activation */
  const byCall = boundedMap<string, Known>(most.activations)
  /** runs whose page has left: what is told of them later was late on its way */
  const gone = boundedMap<string, true>(most.activations)
  /** visitor id → an activation of no known run, which a fault has let through to iAdvize */
  const passing = boundedMap<string, Known>(most.activations)
  /** a document → what its storage held last */
  const storage = boundedMap<string, string>(most.activations)
  let made = 0
  let sighted = 0

  const keyOf = (run: string | null | undefined, call: number | undefined): string | null =>
    typeof run === 'string' && call !== undefined ? `${run} ${call}` : null

  function begin(first: Partial<ActivationView>, run: string | null): Known {
    made += 1
    const blank: ActivationView = {
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
      fault: null,
      attempts: [],
      outcome: 'pending',
      reason: null,
      realPlatform: null,
      padlock: null,
      deskReason: null,
      warnings: [],
      cure: null,
    }
    // Not by spreading: each would be of a shape of its own, for the engine as well.
    const view = Object.assign(blank, first)
    const activation = { view, run, once: false, answered: [], told: [] }
    known.set(made, activation)
    const key = keyOf(run, view.call ?? undefined)
    if (key !== null) byCall.set(key, activation)
    return activation
  }

  function tell({ view, run, once, answered, told }: Known): void {
    // What the sandbox answered the page will see: whoever knows more is ahead.
    view.attempts = [...(told.length >= answered.length ? told : answered)]
    if (view.outcome === 'pending' && run !== null && gone.has(run)) view.outcome = 'page-left'
    const behind = { once, keysSetUp: keysSetUp() }
    view.warnings = warningsOf(view, behind)
    view.cure = cureOf(view, behind)
    view.realPlatform = realAnswer(view)
    changed({ event: 'activation', data: view })
  }

  function sight(sighting: Pick<SightingView, 'page' | 'kind' | 'text' | 'tone'>): void {
    sighted += 1
    const whole = { id: sighted, sid, at: now(), ...sighting }
    seen.set(sighted, whole)
    changed({ event: 'sighting', data: whole })
  }

  /** Which activation a request belongs to. The provider is asked again when a session ends: that is an activation of its own. */
  function asked({ run, call, page, vuid }: AskedExchange): Known {
    const key = keyOf(run, call)
    const open = key === null ? passing.get(vuid) : byCall.get(key)
    if (key === null) passing.delete(vuid)
    const activation =
      open && open.view.exchange === null
        ? open
        : begin({ cause: open ? 'session-expiry' : null, call: call ?? null }, run ?? null)
    Object.assign(activation.view, { page, vuid })
    return activation
  }

  function settle({ view }: Known, outcome: ActivationView['outcome'], reason: string | null): void {
    view.outcome = outcome
    view.reason = reason
  }

  /** What the page is told when nothing that the tag could read came of its requests: it asks again after a server error. */
  function settleUnanswered(activation: Known): void {
    const { view, run, answered } = activation
    const last = answered.at(-1)
    const isFinal = run === null || answered.length >= mostAsked || (typeof last === 'number' && last < 500)
    if (isFinal && isOpen(view)) settle(activation, 'authentication-failure', reasons.serverError)
  }

  return {
    exchanged(event, desk) {
      const { sid, option, accepted, because, reason, decision, extId } = event
      const activation = asked(event)
      const { view } = activation
      view.exchange = { sid, option, accepted, because: because ?? null, extId }
      view.token = decision ? tokenReport(decision) : null
      view.padlock = desk?.padlock ?? null
      view.deskReason = desk?.reason ?? null
      activation.answered.push(accepted ? 200 : 401)
      if (accepted) settle(activation, 'authentication-success', null)
      else settle(activation, 'authentication-failure', reason ?? null)
      tell(activation)
    },

    struck(request, { name, once }) {
      const activation = asked(request)
      const { view } = activation
      view.fault = name
      activation.once = once
      tell(activation)
      return {
        judged(decision) {
          view.token ??= tokenReport(decision)
          tell(activation)
        },
        ended(how) {
          if (how === 'through') {
            if (activation.run === null) passing.set(request.vuid, activation)
            return
          }
          if (how === 'gone') {
            if (isOpen(view)) settle(activation, 'page-left', null)
          } else if (activation.answered.length < mostAttempts) {
            activation.answered.push(how)
            settleUnanswered(activation)
          }
          tell(activation)
        },
      }
    },

    struckElsewhere: (fault, what, page) =>
      sight({ page, kind: 'fault', text: `the fault ${fault} hit ${what}`, tone: 'warn' }),

    heard({ load, path, event }, run) {
      const key = 'call' in event ? keyOf(run, event.call) : null
      const of = key === null ? undefined : byCall.get(key)
      const see = (kind: SightingView['kind'], text: string, tone: SightingView['tone'] = 'quiet') =>
        sight({ page: path, kind, text, tone })
      /** What is told first of an activation may be its end. */
      const toldOf = (cause: 'activate' | 'session-expiry', call: number): Known | null =>
        key === null ? null : (of ?? begin({ cause, call, page: path }, run))
      switch (event.kind) {
        case 'tag-run':
          return event.again
            ? see('tag-run', 'the tag runs a second time in this page', 'warn')
            : see('tag-run', 'the tag runs')
        case 'activate': {
          const activation = toldOf('activate', event.call)
          if (!activation) return undefined
          activation.view.cause ??= 'activate'
          return tell(activation)
        }
        case 'provider-answer': {
          if (key === null) return undefined
          const { answer, shape, variant, cause, call } = event
          const isNext = of !== undefined && cause === 'session-expiry' && of.view.provider !== null
          const activation = of && !isNext ? of : begin({ cause, call, page: path }, run)
          activation.view.provider = { answer, shape, variant: variant ?? null }
          return tell(activation)
        }
        case 'exchange':
          if (!of || of.told.length >= mostAttempts) return undefined
          of.told.push(event.status)
          return tell(of)
        case 'provider-call':
          return event.cause === 'session-expiry'
            ? see('session-renewal', 'the session has ended: the provider is asked for a fresh token')
            : undefined
        case 'activate-result': {
          const activation = toldOf('activate', event.call)
          if (!activation) return undefined
          settle(activation, event.status, event.reason ?? null)
          return tell(activation)
        }
        case 'session-renewal':
          if (!event.renewed && of?.view.cause === 'session-expiry' && isOpen(of.view)) {
            settle(of, 'authentication-failure', null)
            tell(of)
          }
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
                `idzCustomData.${event.spelling} is set (${counted(event.length, 'character')}): an activation that comes with it gets no padlock`,
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

    left(run) {
      gone.set(run, true)
      for (const activation of known.values())
        if (activation.run === run && activation.view.outcome === 'pending') tell(activation)
    },

    list: most =>
      [...known.values()]
        .toReversed()
        .slice(0, most)
        .map(({ view }) => view),
    find: id => known.get(id)?.view ?? null,
    sightings: most => [...seen.values()].toReversed().slice(0, most),
    get count() {
      return known.size
    },
    clear() {
      for (const memory of [known, seen, byCall, passing, gone, storage]) memory.clear()
    },
  }
}

/** No end of it is known: whatever tells of one is right. */
const isOpen = ({ outcome }: ActivationView): boolean => outcome === 'pending' || outcome === 'page-left'

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

const documented: Record<string, { basis: 'doc' | 'assumed'; source: SourcePage }> = {
  [reasons.invalidOption]: { basis: 'doc', source: 'FE-FAQ' },
  [reasons.ongoing]: { basis: 'doc', source: 'FE-FAQ' },
  [reasons.twice]: { basis: 'doc', source: 'FE-FAQ' },
  [reasons.serverError]: { basis: 'doc', source: 'FE-FAQ' },
}

/** The page was told the same; this says what that rests on. */
function realAnswer({ outcome, cause, reason, provider, exchange }: ActivationView): ActivationView['realPlatform'] {
  if (outcome === 'pending' || outcome === 'page-left') return null
  // A page is told nothing of a renewal.
  if (cause === 'session-expiry') return null
  if (outcome === 'authentication-success')
    return { answer: 'authentication-success', basis: 'doc', source: 'FE-RESULT', url: sourcePages['FE-RESULT'] }
  const answer = `authentication-failure: ${reason ?? ''}`
  // No page says what a provider that fails comes to, nor how a replay or an unknown site is answered (settings.ts).
  const inferred =
    provider?.answer === 'threw' || exchange?.because === 'token-spent' || exchange?.because === 'unknown-site'
  const { basis, source } = documented[reason ?? ''] ?? { basis: 'assumed', source: 'FE-RESULT' }
  return { answer, basis: inferred ? 'assumed' : basis, source, url: sourcePages[source] }
}
