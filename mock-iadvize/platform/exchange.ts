/** The exchange of a token for a session, and the end of a session, whatever carries the requests. */
import { hash } from 'node:crypto'
import { z } from 'zod'
import { reasons, type ExchangeAccepted, type ExchangeRefused } from '../contract.ts'
import { authenticate } from '../token/authenticate.ts'
import { boundedMap } from '../token/bounded-map.ts'
import type { Decision, Tenant } from '../token/decision.ts'
import type { Keeper } from './kept-state.ts'
import type { Answer, MockClock, MockEvent, RefusalCause } from './mock.ts'
import { createSessionSigner } from './session-token.ts'
import type { PlatformSettings } from './settings.ts'
import type { Visitors } from './visitors.ts'

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
/** How many tokens and signed-out browsers are remembered. */
const mostRemembered = 50_000

/** `visitors`, `tenant`: asked for at each use, as both are exchanged. `maxSessions`: whose tokens are remembered. */
type Surroundings = {
  tenant: () => Tenant
  visitors: () => Visitors
  clock: MockClock
  settings: PlatformSettings
  keeper: Keeper
  maxSessions: number
  emit: (event: MockEvent) => void
  deskChanged: () => void
}

export type Exchange = {
  exchange(body: unknown): Promise<Answer>
  logout(body: unknown): Answer
  /** what would be said of this token now; nobody is signed in by it */
  judge(token: string): Promise<Decision>
  /** forgets all tokens and sign-outs */
  forget(): void
}

export const digest = (text: string): string => hash('sha256', text, 'base64url')

export function createExchange({
  tenant,
  visitors,
  clock,
  settings,
  keeper,
  maxSessions,
  emit,
  deskChanged,
}: Surroundings): Exchange {
  const signedSession = createSessionSigner()
  /** session id → its token: a session that is kept keeps its token. After a restart the browser has it, and we do not. */
  const sessionTokens = boundedMap<string, string>(maxSessions)
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
      sid: tenant().sid,
      iss: 'padlock-mock',
      sub: digest(session.userId),
      jti: session.id,
      iat: Math.floor(clock.sessionNow() / 1000),
      exp: Math.floor(session.expiresAt / 1000),
    })
    sessionTokens.set(session.id, token)
    visitors().giveToken(session.id, digest(token))
    return token
  }

  /**
   * Who somebody is whose token nobody can open: the same as long as this browser has not signed out. A stand-in, by which
   * conversations and sessions go on as they would; it says nothing of the token's userId.
   */
  const standIn = (vuid: string) => `on trust ${digest(`${vuid} ${signOuts.get(vuid) ?? 0}`)}`

  async function decisionOn(token: string, vuid: string) {
    const id = digest(token)
    const decision = await authenticate(token, tenant(), judgementTime(id))
    const before = presented.get(id)
    const replayed = settings.replay === 'refused' && before?.spent === true
    const { userId: known, visitorData } = decision.secrets
    const onTrust = known === null && tenant().trust === true
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
      sid !== tenant().sid
        ? 'unknown-site'
        : judged?.user === null
          ? judged.replayed
            ? 'token-spent'
            : 'token'
          : judged && tenant().authenticatedMode === false
            ? 'authenticated-mode-off'
            : signOuts.get(vuid) !== signOutsBefore
              ? 'signed-out-meanwhile'
              : null
    if (because) {
      emit({ ...seen, vuid, accepted: false, reason: reasons.serverError, because })
      return refusal(401)
    }
    const storedSession = stored === undefined ? null : visitors().sessionWith(digest(stored))
    const admission = judged?.user ? visitors().signIn(arrival, judged.user) : visitors().arrive(arrival, storedSession)
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
    if (!parsed.success || parsed.data.sid !== tenant().sid) return refusal(400)
    const { vuid } = parsed.data
    const times = (signOuts.get(vuid) ?? 0) + 1
    signOuts.set(vuid, times)
    keeper.put('sign-out', vuid, { vuid, times })
    const hadSession = visitors().signOut(vuid)
    emit({ kind: 'logout', vuid, hadSession })
    deskChanged()
    return { status: 200, body: {} }
  }

  return {
    exchange,
    logout,
    judge: token => authenticate(token, tenant(), judgementTime(digest(token))),
    forget() {
      for (const memory of [sessionTokens, presented, signOuts]) memory.clear()
    },
  }
}
