/** Turns what happens into a recording. Raw values come in, facts and salted hashes go out; the rest stays in memory. */
import { createHmac } from 'node:crypto'
import type { Decision } from '../../mock-iadvize/token/decision.ts'
import type { PageMessage } from './page-message.ts'
import { createPrivacy } from './privacy/privacy.ts'
import { recordingSchemaVersion } from './recording.ts'
import type { Observation, Recording, Refusal, Token } from './recording.ts'

type Without<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never
/** An observation before it gets its time. */
type Seen = Without<Observation, 'at'>
type TabName = { browser: string; tab: string }

export type RecorderOptions = {
  journey: Recording['journey']
  target: Recording['target']
  run: Recording['run']
  users: readonly { label: string; userId?: string }[]
  /** unique to the run; never written */
  salt: string
  startedAt: Date
  /** milliseconds, monotonic */
  clock: () => number
  /** judges a token as the mock does, at the time that the mock gives it */
  judge: (token: string) => Promise<Decision>
}

export type Recorder = {
  see(observation: Seen): void
  /** what the page probe of one tab sent; in order */
  hear(message: PageMessage, tab: TabName): void
  /** something that a page sent, and that was not recorded; counted, and told once for each page and reason */
  refuse(what: { load: string; path: string; because: Refusal; count: number }, tab: TabName): void
  hash(value: string): string
  /** short name of a token, which is judged when it is first seen: `t1`… */
  tokenRef(raw: string): string
  /** what is known of a token, once it is judged */
  judged(raw: string): Promise<Token>
  /** these never appear in the recording, in no form: passwords, tokens, cookies */
  keepSecret(...values: string[]): void
  /** nor do these, or a word of them: user names, userIds */
  keepPersonal(...values: string[]): void
  /** these paths may be written: they are the configuration's, or a link of the site led to them */
  knowPath(...paths: string[]): void
  /** these hosts may be written: they are the configuration's */
  knowHost(...hosts: string[]): void
  /** a sentence of ours as it may be written */
  written(sentence: string): string
  /** short names of documents: `load 1`… */
  loadName(load: string): string
  /** name of the step that is under way */
  step(): string
  stop(outcome: Extract<Recording['outcome'], { state: 'stopped' }>): void
  /** waits for every token to be judged */
  recording(browser: Recording['browser']): Promise<Recording>
}

/** What a token is about to its bearer, without what it says. */
export const tokenRecord = (ref: string, raw: string, decision: Decision, hash: (value: string) => string): Token => ({
  ref,
  digest: hash(raw),
  userId: decision.secrets.userId === null ? null : hash(decision.secrets.userId),
  contentKey:
    decision.secrets.contentKey === null ? null : hash(Buffer.from(decision.secrets.contentKey).toString('hex')),
  iv: decision.secrets.iv === null ? null : hash(Buffer.from(decision.secrets.iv).toString('hex')),
  verdict: decision.verdict,
  findings: decision.findings,
  judged: decision.judged,
  unseen: decision.unseen,
  facts: decision.facts,
})

export const createRecorder = (options: RecorderOptions): Recorder => {
  const began = options.clock()
  const hash = (value: string): string => createHmac('sha256', options.salt).update(value).digest('hex').slice(0, 16)
  const observations: Observation[] = []
  const privacy = createPrivacy({ salt: options.salt, origin: options.target.origin, sid: options.target.sid })
  const loads = new Map<string, string>()
  const tokens = new Map<string, Promise<Token>>()
  let outcome: Recording['outcome'] = { state: 'completed' }

  const loadName = (load: string): string => {
    const known = loads.get(load)
    if (known) return known
    const name = `load ${loads.size + 1}`
    loads.set(load, name)
    return name
  }
  const now = (): number => Math.round((options.clock() - began) * 10) / 10
  const see = (seen: Seen): void => {
    observations.push({ ...seen, at: now() })
  }
  const refusals = new Map<string, Extract<Observation, { kind: 'message-refused' }>>()
  const stop: Recorder['stop'] = stopped => {
    if (outcome.state === 'completed') outcome = stopped
  }
  const step = (): string => observations.findLast(seen => seen.kind === 'step')?.name ?? 'start'
  const refs = new Map<string, string>()
  const judged = (raw: string): Promise<Token> => {
    const known = tokens.get(raw)
    if (known) return known
    const ref = `t${tokens.size + 1}`
    refs.set(raw, ref)
    privacy.keepSecret(raw)
    const judgement = options.judge(raw).then(decision => {
      const { userId, visitorData } = decision.secrets
      privacy.keepPersonal(...(userId === null ? [] : [userId]), ...Object.values(visitorData))
      return tokenRecord(ref, raw, decision, hash)
    })
    tokens.set(raw, judgement)
    // Some ask for its name alone, and nobody waits: a fault costs this token, and the journey says so.
    judgement.catch((error: unknown) =>
      stop({
        state: 'stopped',
        step: step(),
        because: `the token ${ref} could not be judged: ${error instanceof Error ? error.message : String(error)}`,
        blame: 'harness',
      }),
    )
    return judgement
  }
  const tokenRef = (raw: string): string => {
    void judged(raw)
    return refs.get(raw) ?? ''
  }

  return {
    see,
    hash,
    tokenRef,
    judged,
    loadName,
    keepSecret: privacy.keepSecret,
    keepPersonal: privacy.keepPersonal,
    knowPath: privacy.knowPath,
    knowHost: privacy.knowHost,
    written: privacy.sentence,
    step,
    stop,
    refuse: ({ load, path, because, count }, tab) => {
      const key = `${tab.browser} ${tab.tab} ${load} ${because}`
      const known = refusals.get(key)
      // A page that leaves messages out says how many so far.
      if (known) known.count = because === 'too-many' ? Math.max(known.count + 1, count) : known.count + count
      else {
        const place = { ...tab, load: loadName(load), path }
        const first = { kind: 'message-refused' as const, at: now(), ...place, because, count }
        refusals.set(key, first)
        observations.push(first)
      }
    },
    hear: ({ load, path, frame, event }, tab) => {
      const place = { ...tab, load: loadName(load), path }
      switch (event.kind) {
        case 'tag-run':
          return see({
            kind: 'tag-run',
            ...place,
            sid: event.sid,
            again: event.again,
            frame,
            queued: event.queued,
            consent: event.explicitConsent ? 'explicit' : 'implied',
            ...(event.run !== undefined && { run: hash(event.run) }),
          })
        case 'tag-element':
          return see({ ...event, ...place, frame })
        case 'visitor':
          // iAdvize's own id of the visitor: for looking at the desk, and no concern of a recording.
          return undefined
        case 'activate':
        case 'logout':
        case 'exchange':
        case 'page-load':
        case 'ext-id':
        case 'interface-overwritten':
        case 'page-leave':
        case 'page-restored':
        case 'credentials-entered':
        case 'screen-change':
        case 'navigate':
        case 'page-error':
        case 'policy-violation':
          return see({ ...event, ...place })
        case 'activate-result':
          return see({ ...event, ...place, reason: event.reason ?? null })
        case 'logout-result':
          return see({ ...event, ...place })
        case 'provider-call':
          return see({ ...event, ...place })
        case 'session-renewal':
          return see({ ...event, ...place })
        case 'provider-answer':
          return see({
            kind: event.kind,
            ...place,
            call: event.call,
            cause: event.cause,
            answer: event.answer,
            token: event.token === undefined ? null : tokenRef(event.token),
            shape: event.shape,
            variant: event.variant ?? null,
          })
      }
    },
    recording: async browser => {
      const judgements = (await Promise.allSettled(tokens.values())).flatMap(it =>
        it.status === 'fulfilled' ? [it.value] : [],
      )
      const { pages } = options.target
      return {
        schemaVersion: recordingSchemaVersion,
        journey: options.journey,
        target: {
          ...options.target,
          ...(pages && { pages: { guest: pages.guest.map(privacy.path), signedIn: pages.signedIn.map(privacy.path) } }),
        },
        run: options.run,
        startedAt: options.startedAt.toISOString(),
        duration: Math.round(options.clock() - began),
        users: options.users.map(({ label, userId }) => ({
          label,
          userId: userId === undefined ? null : hash(userId),
        })),
        browser,
        tokens: judgements.map(privacy.token),
        observations: observations.map(privacy.observation),
        outcome:
          outcome.state === 'stopped'
            ? { ...outcome, step: privacy.sentence(outcome.step), because: privacy.sentence(outcome.because) }
            : outcome,
      }
    },
  }
}
