/** Puts one mock together: judges tokens, keeps visitors, answers exchange and logout, whatever carries the requests. */
import { hash } from 'node:crypto'
import { boundedMap } from '../token/bounded-map.ts'
import { getResponse, type RequestHandler } from 'msw'
import { z } from 'zod'
import { createApp } from '../network/app.ts'
import { authenticate } from '../token/authenticate.ts'
import { browserScript } from '../network/browser-script.ts'
import { createClock } from './clock.ts'
import { reasons, type ExchangeAccepted, type ExchangeRefused } from '../contract.ts'
import { faults, heldPaths, isFaultName, type FaultName } from '../network/handlers.ts'
import { forgetful } from './kept-state.ts'
import type { Answer, Mock, MockEvent, MockOptions, RefusalCause } from './mock.ts'
import { randomHex } from './random-hex.ts'
import { createSessionSigner } from './session-token.ts'
import { defaultPlatformSettings } from './settings.ts'
import { createVisitors, defaultVisitorLimits } from './visitors.ts'

/** A fault in force. `single`: it hits one request and no more; `hit`: it has hit one */
type Fault = {
  name: FaultName
  once: boolean
  single: boolean
  hit: boolean
  handlers: RequestHandler[]
  lift: () => void
}

/** Bounds are generous for an honest tag and small for anything else. Characters. */
export const exchangeRequest = z.object({
  sid: z.string().max(100),
  vuid: z.string().regex(/^[0-9a-f]{45}$/),
  deviceId: z.string().max(100),
  option: z.enum(['SECURED_AUTHENTICATION', 'ANONYMOUS']),
  token: z.string().optional(),
  session: z.string().max(4096).optional(),
  extId: z.string().max(1000).optional(),
  page: z.string().max(4096),
  run: z.string().max(100).optional(),
  call: z.number().int().optional(),
})
const logoutRequest = z.object({ sid: z.string().max(100), vuid: z.string().max(100) })

const refusal = (status: number): Answer => ({
  status,
  body: { reason: reasons.serverError } satisfies ExchangeRefused,
})
const digest = (text: string) => hash('sha256', text, 'base64url')

/** How many tokens and signed-out browsers are remembered. */
const mostRemembered = 50_000

export function createMock(options: MockOptions): Mock {
  const given = options.clock ?? createClock()
  const keeper = options.keeper ?? forgetful
  const settings = { ...defaultPlatformSettings, ...options.settings }
  if (options.sessionMinutes !== undefined) settings.sessionMinutes = options.sessionMinutes

  const signedSession = createSessionSigner()
  const deskListeners = new Set<() => void>()
  let tenant = options.tenant
  let fault: Fault | null = null

  const emit = (event: MockEvent) => options.onEvent?.(event)
  const deskChanged = () => {
    emit({ kind: 'desk-changed' })
    for (const listener of deskListeners) listener()
  }
  const clock = {
    now: () => given.now(),
    sessionNow: () => given.sessionNow(),
    jump(milliseconds: number) {
      given.jump(milliseconds)
      deskChanged()
    },
  }

  const newVisitors = () =>
    createVisitors({
      now: clock.sessionNow,
      randomHex,
      settings,
      keeper,
      ...(options.presence && { presence: options.presence }),
      limits: { ...defaultVisitorLimits, ...options.limits },
    })
  let visitors = newVisitors()
  /** session id → its token: a session that is kept keeps its token. After a restart the browser has it, and we do not. */
  const sessionTokens = boundedMap<string, string>(2 * (options.limits?.visitors ?? defaultVisitorLimits.visitors))
  /** SHA-256 of a brand's token → total of the clock's jumps when it was first presented (milliseconds), and whether it was accepted */
  const presented = boundedMap<string, { jumped: number; spent: boolean }>(mostRemembered, id =>
    keeper.drop('presented', id),
  )
  /** visitor id → how often it signed out: an exchange that a logout overtakes must not sign in again */
  const signOuts = boundedMap<string, number>(mostRemembered, vuid => keeper.drop('sign-out', vuid))
  for (const { id, ...known } of keeper.all('presented')) presented.set(id, known)
  for (const { vuid, times } of keeper.all('sign-out')) signOuts.set(vuid, times)

  const present = (id: string, known: { jumped: number; spent: boolean }) => {
    presented.set(id, known)
    keeper.put('presented', id, { id, ...known })
  }

  /**
   * The moment by which a token is judged. The site's backend lives in real time while sessions jump ahead, so a token ages
   * by real time and by the jumps that happened since it was first seen: one kept from before a jump of 61 minutes has
   * expired, a fresh one has not. `id`: SHA-256 of the token.
   */
  function judgementTime(id: string): Date {
    const now = clock.now()
    const jumped = clock.sessionNow() - now
    const before = presented.get(id)
    if (!before) present(id, { jumped, spent: false })
    return new Date(now + jumped - (before?.jumped ?? jumped))
  }

  /** `stored`: the session token that the browser sent along, where it is this session's. */
  function sessionToken(
    session: { id: string; userId: string; expiresAt: number },
    stored: string | undefined,
  ): string {
    const known = sessionTokens.get(session.id) ?? stored
    if (known !== undefined) return known
    const token = signedSession({
      sid: tenant.sid,
      iss: 'padlock-mock',
      sub: digest(session.userId),
      jti: session.id,
      iat: Math.floor(clock.sessionNow() / 1000),
      exp: Math.floor(session.expiresAt / 1000),
    })
    sessionTokens.set(session.id, token)
    visitors.giveToken(session.id, digest(token))
    return token
  }

  /**
   * Who somebody is whose token nobody can open: the same as long as this browser has not signed out. A stand-in, by which
   * conversations and sessions go on as they would; it says nothing of the token's userId.
   */
  const standIn = (vuid: string) => `on trust ${digest(`${vuid} ${signOuts.get(vuid) ?? 0}`)}`

  async function decisionOn(token: string, vuid: string) {
    const id = digest(token)
    const decision = await authenticate(token, tenant, judgementTime(id))
    const before = presented.get(id)
    const replayed = settings.replay === 'refused' && before?.spent === true
    const { userId: known, visitorData } = decision.secrets
    const onTrust = known === null && tenant.trust === true
    const userId = decision.verdict !== 'accepted' || replayed ? null : onTrust ? standIn(vuid) : known
    if (userId !== null && before?.spent !== true) present(id, { jumped: before?.jumped ?? 0, spent: true })
    return { decision, replayed, user: userId === null ? null : { userId, visitorData, onTrust } }
  }

  async function exchange(body: unknown): Promise<Answer> {
    const parsed = exchangeRequest.safeParse(body)
    if (!parsed.success) return refusal(400)
    const { sid, vuid, option, token, session: stored, extId, page, run, call } = parsed.data
    const made = { ...(run !== undefined && { run }), ...(call !== undefined && { call }) }
    const event = { kind: 'exchange', sid, option, extId: extId !== undefined, page, ...made } as const
    const arrival = { vuid, page, extId: extId ?? null }

    if (option === 'SECURED_AUTHENTICATION' && token === undefined) return refusal(400)
    const signOutsBefore = signOuts.get(vuid)
    const judged = option === 'SECURED_AUTHENTICATION' && token !== undefined ? await decisionOn(token, vuid) : null
    const seen = judged && token !== undefined ? { ...event, token, decision: judged.decision } : event

    const because: RefusalCause | null =
      sid !== tenant.sid
        ? 'unknown-site'
        : judged?.user === null
          ? judged.replayed
            ? 'token-spent'
            : 'token'
          : judged && tenant.authenticatedMode === false
            ? 'authenticated-mode-off'
            : signOuts.get(vuid) !== signOutsBefore
              ? 'signed-out-meanwhile'
              : null
    if (because) {
      emit({ ...seen, vuid, accepted: false, reason: reasons.serverError, because })
      return refusal(401)
    }
    const storedSession = stored === undefined ? null : visitors.sessionWith(digest(stored))
    const admission = judged?.user ? visitors.signIn(arrival, judged.user) : visitors.arrive(arrival, storedSession)
    const accepted: ExchangeAccepted = { vuid: admission.vuid, conversation: admission.conversation }
    if (admission.session) {
      const expiresIn = Math.ceil((admission.session.expiresAt - clock.sessionNow()) / 1000)
      const own = admission.session.id === storedSession ? stored : undefined
      accepted.session = { token: sessionToken(admission.session, own), expiresIn }
    }
    emit({ ...seen, vuid: admission.vuid, accepted: true })
    deskChanged()
    return { status: 200, body: accepted }
  }

  function logout(body: unknown): Answer {
    const parsed = logoutRequest.safeParse(body)
    if (!parsed.success || parsed.data.sid !== tenant.sid) return refusal(400)
    const { vuid } = parsed.data
    const times = (signOuts.get(vuid) ?? 0) + 1
    signOuts.set(vuid, times)
    keeper.put('sign-out', vuid, { vuid, times })
    const hadSession = visitors.signOut(vuid)
    emit({ kind: 'logout', vuid, hadSession })
    deskChanged()
    return { status: 200, body: {} }
  }

  function inForce(name: FaultName, single: boolean): Fault {
    let lift = () => {}
    const lifted = new Promise<void>(resolve => {
      lift = resolve
    })
    const handlers = faults[name].handlers(lifted)
    return { name, once: 'once' in faults[name], single, hit: false, handlers, lift }
  }

  const mock: Omit<Mock, 'app'> = {
    get tenant() {
      return tenant
    },
    clock,
    desk: most => visitors.desk(most),
    deskOf: vuid => visitors.deskOf(vuid),
    conversation: id => visitors.conversation(id),
    conversationOfUser: userId => visitors.ofUser(userId),
    chatOf: vuid => visitors.chatOf(vuid),
    count: () => visitors.count,
    sessionOf: jwt => {
      const id = visitors.sessionWith(digest(jwt))
      return id === null ? null : visitors.sessionState(id)
    },
    setFault(name, { single = false } = {}) {
      if (name !== null && !isFaultName(name))
        throw new RangeError(`there is no fault «${name}»; there are: ${Object.keys(faults).join(', ')}`)
      fault?.lift()
      fault = name === null ? null : inForce(name, single)
    },
    fault: () => fault?.name ?? null,
    faultIsOver: () => fault?.single === true && fault.hit,
    heldPaths: () => heldPaths(fault?.name ?? null),
    faultHandlers: () => fault?.handlers ?? [],
    async faultResponse(request, onHit) {
      const inForce = fault
      if (!inForce || (inForce.single && inForce.hit)) return undefined
      const { name, once, handlers } = inForce
      for (const handler of handlers) {
        const over = once && handler.isUsed
        if (over || !(await handler.test({ request }))) continue
        // Another request may have come first meanwhile.
        if (inForce.single && inForce.hit) return undefined
        inForce.hit = true
        onHit?.(name)
        emit({ kind: 'fault-hit', fault: name, path: new URL(request.url).pathname })
      }
      return getResponse(handlers, request)
    },
    setTenant: changed => {
      tenant = changed
    },
    changeSettings: changed => {
      Object.assign(settings, changed)
      deskChanged()
    },
    tag() {
      emit({ kind: 'tag-served' })
      return browserScript(new URL('../tag/iadvize.ts', import.meta.url))
    },
    judge: token => authenticate(token, tenant, judgementTime(digest(token))),
    exchange,
    logout,
    say(conversation, from, text) {
      const said = visitors.say(conversation, from, text)
      if (said) deskChanged()
      return said
    },
    reset() {
      keeper.clear()
      visitors = newVisitors()
      for (const memory of [sessionTokens, presented, signOuts]) memory.clear()
      mock.setFault(null)
      deskChanged()
    },
  }
  const whole: Mock = Object.defineProperties({} as Mock, Object.getOwnPropertyDescriptors(mock))
  whole.app = createApp(whole, listener => {
    deskListeners.add(listener)
    return () => deskListeners.delete(listener)
  })
  return whole
}
