/** Puts one mock together: judges tokens, keeps visitors, answers exchange and logout, whatever carries the requests. */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { getResponse, type RequestHandler } from 'msw'
import { z } from 'zod'
import { createApp } from './app.ts'
import { authenticate } from './authenticate.ts'
import { browserScript } from './browser-script.ts'
import { createClock } from './clock.ts'
import { reasons, type ExchangeAccepted, type ExchangeRefused } from './contract.ts'
import { faults, heldPaths, isFaultName, type FaultName } from './handlers.ts'
import type { Answer, Mock, MockEvent, MockOptions } from './mock.ts'
import { defaultPlatformSettings } from './settings.ts'
import { createVisitors } from './visitors.ts'

/** Bounds are generous for an honest tag and small for anything else. Characters. */
const exchangeRequest = z.object({
  sid: z.string().max(100),
  vuid: z.string().regex(/^[0-9a-f]{45}$/),
  deviceId: z.string().max(100),
  option: z.enum(['SECURED_AUTHENTICATION', 'ANONYMOUS']),
  token: z.string().optional(),
  session: z.string().max(4096).optional(),
  extId: z.string().max(1000).optional(),
  page: z.string().max(4096),
})
const logoutRequest = z.object({ sid: z.string().max(100), vuid: z.string().max(100) })

const refusal = (status: number): Answer => ({
  status,
  body: { reason: reasons.serverError } satisfies ExchangeRefused,
})
const digest = (text: string) => createHash('sha256').update(text).digest('base64url')

export function createMock(options: MockOptions): Mock {
  const given = options.clock ?? createClock()
  const settings = { ...defaultPlatformSettings, ...options.settings }
  if (options.sessionMinutes !== undefined) settings.sessionMinutes = options.sessionMinutes

  /** The mock's own: it signs session tokens, so that browser storage holds a real JWS. */
  const sessionKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const deskListeners = new Set<() => void>()
  let tenant = options.tenant
  let fault: { name: FaultName; once: boolean; handlers: RequestHandler[]; lift: () => void } | null = null

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
      randomHex: characters =>
        randomBytes(Math.ceil(characters / 2))
          .toString('hex')
          .slice(0, characters),
      settings,
    })
  let visitors = newVisitors()
  /** session token → id of its session */
  const sessionIds = new Map<string, string>()
  /** session id → its token: a session that is kept keeps its token */
  const sessionTokens = new Map<string, string>()
  /** SHA-256 of a brand's token → total of the clock's jumps when it was first presented, in milliseconds */
  const firstPresented = new Map<string, number>()
  /** SHA-256 of the tokens that were accepted */
  const spent = new Set<string>()
  /** visitor id → how often it signed out: an exchange that a logout overtakes must not sign in again */
  const signOuts = new Map<string, number>()

  /**
   * The moment by which a token is judged. The site's backend lives in real time while sessions jump ahead, so a token ages
   * by real time and by the jumps that happened since it was first seen: one kept from before a jump of 61 minutes has
   * expired, a fresh one has not.
   */
  function judgementTime(token: string): Date {
    const now = clock.now()
    const jumped = clock.sessionNow() - now
    const id = digest(token)
    const before = firstPresented.get(id) ?? jumped
    firstPresented.set(id, before)
    return new Date(now + jumped - before)
  }

  async function sessionToken(session: { id: string; userId: string; expiresAt: number }): Promise<string> {
    const known = sessionTokens.get(session.id)
    if (known) return known
    const token = await new SignJWT({ sid: tenant.sid })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
      .setIssuer('padlock-mock')
      .setSubject(digest(session.userId))
      .setJti(session.id)
      .setIssuedAt(Math.floor(clock.sessionNow() / 1000))
      .setExpirationTime(Math.floor(session.expiresAt / 1000))
      .sign(sessionKey)
    sessionTokens.set(session.id, token)
    sessionIds.set(token, session.id)
    return token
  }

  /**
   * Who somebody is whose token nobody can open: the same as long as this browser has not signed out. A stand-in, by which
   * conversations and sessions go on as they would; it says nothing of the token's userId.
   */
  const standIn = (vuid: string) => `on trust ${digest(`${vuid} ${signOuts.get(vuid) ?? 0}`)}`

  async function decisionOn(token: string, vuid: string) {
    const decision = await authenticate(token, tenant, judgementTime(token))
    const replayed = settings.replay === 'refused' && spent.has(digest(token))
    const { userId: known, visitorData } = decision.secrets
    const onTrust = known === null && tenant.trust === true
    const userId = decision.verdict !== 'accepted' || replayed ? null : onTrust ? standIn(vuid) : known
    if (userId !== null) spent.add(digest(token))
    return { decision, user: userId === null ? null : { userId, visitorData, onTrust } }
  }

  async function exchange(body: unknown): Promise<Answer> {
    const parsed = exchangeRequest.safeParse(body)
    if (!parsed.success) return refusal(400)
    const { sid, vuid, option, token, session: presented, extId, page } = parsed.data
    const event = { kind: 'exchange', vuid, option, extId: extId !== undefined, page } as const
    const arrival = { vuid, page, extId: extId ?? null }

    if (option === 'SECURED_AUTHENTICATION' && token === undefined) return refusal(400)
    const signOutsBefore = signOuts.get(vuid)
    const judged = option === 'SECURED_AUTHENTICATION' && token !== undefined ? await decisionOn(token, vuid) : null
    const seen = judged && token !== undefined ? { ...event, token, decision: judged.decision } : event

    const refused = sid !== tenant.sid || judged?.user === null || signOuts.get(vuid) !== signOutsBefore
    if (refused) {
      emit({ ...seen, accepted: false, reason: reasons.serverError })
      return refusal(401)
    }
    const admission = judged?.user
      ? visitors.signIn(arrival, judged.user)
      : visitors.arrive(arrival, (presented !== undefined && sessionIds.get(presented)) || null)
    const accepted: ExchangeAccepted = { vuid: admission.vuid, conversation: admission.conversation }
    if (admission.session) {
      const expiresIn = Math.ceil((admission.session.expiresAt - clock.sessionNow()) / 1000)
      accepted.session = { token: await sessionToken(admission.session), expiresIn }
    }
    emit({ ...seen, vuid: admission.vuid, accepted: true })
    deskChanged()
    return { status: 200, body: accepted }
  }

  function logout(body: unknown): Answer {
    const parsed = logoutRequest.safeParse(body)
    if (!parsed.success || parsed.data.sid !== tenant.sid) return refusal(400)
    const { vuid } = parsed.data
    signOuts.set(vuid, (signOuts.get(vuid) ?? 0) + 1)
    const hadSession = visitors.signOut(vuid)
    emit({ kind: 'logout', vuid, hadSession })
    deskChanged()
    return { status: 200, body: {} }
  }

  function inForce(name: FaultName) {
    let lift = () => {}
    const lifted = new Promise<void>(resolve => {
      lift = resolve
    })
    return { name, once: 'once' in faults[name], handlers: faults[name].handlers(lifted), lift }
  }

  const mock: Omit<Mock, 'app'> = {
    get tenant() {
      return tenant
    },
    clock,
    desk: () => visitors.desk(),
    deskOf: vuid => visitors.deskOf(vuid),
    sessionOf: jwt => {
      const id = sessionIds.get(jwt)
      return id === undefined ? null : visitors.sessionState(id)
    },
    setFault(name) {
      if (name !== null && !isFaultName(name))
        throw new RangeError(`there is no fault «${name}»; there are: ${Object.keys(faults).join(', ')}`)
      fault?.lift()
      fault = name === null ? null : inForce(name)
    },
    fault: () => fault?.name ?? null,
    heldPaths: () => heldPaths(fault?.name ?? null),
    faultHandlers: () => fault?.handlers ?? [],
    async faultResponse(request) {
      if (!fault) return undefined
      const { name, once, handlers } = fault
      for (const handler of handlers) {
        const over = once && handler.isUsed
        if (!over && (await handler.test({ request })))
          emit({ kind: 'fault-hit', fault: name, path: new URL(request.url).pathname })
      }
      return getResponse(handlers, request)
    },
    setTenant: changed => {
      tenant = changed
    },
    tag() {
      emit({ kind: 'tag-served' })
      return browserScript(new URL('./tag/iadvize.ts', import.meta.url))
    },
    exchange,
    logout,
    say(conversation, from, text) {
      const said = visitors.say(conversation, from, text)
      if (said) deskChanged()
      return said
    },
    reset() {
      visitors = newVisitors()
      for (const memory of [sessionIds, sessionTokens, firstPresented, spent, signOuts]) memory.clear()
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
