/** The object that functions pushed to `iAdvizeInterface` receive. */
import {
  customDataGlobal,
  isExtIdKey,
  reasons,
  type ActivationResult,
  type ExchangeAccepted,
  type ExchangeRequest,
} from '../contract.ts'
import { endSession, exchange } from './exchange.ts'
import { observe, warn } from './observe.ts'
import { createProperties } from './properties.ts'
import { providerAnswer, type ProviderAnswer } from './provider-answer.ts'
import { sandboxOf } from './sandbox-mark.ts'
import { createVisitorStorage } from './visitor-storage.ts'

type Cause = 'activate' | 'session-expiry'
type ThrownAnswer = { answer: 'threw'; option: undefined }

export function createSdk(sid: string, apiOrigin: string, explicitConsent: boolean, run: string) {
  const storage = createVisitorStorage(sid, explicitConsent)
  const properties = createProperties((name, value) => {
    if (name === 'visitor:cookiesConsent') storage.consent(value)
  })

  let calls = 0
  /** number of the activate call under way; null: none */
  let ongoing: number | null = null
  let activated = false
  let secured = false
  /** what is done when the session ends; null: there is none, or it has ended */
  let renewal: { timer: ReturnType<typeof setTimeout>; act: () => Promise<void> } | null = null
  let isRenewing = false
  /** from one logout to the next: what belongs to an aborted one has no effect any more */
  let era = new AbortController()
  /** the logout that iAdvize has yet to answer: a new activation comes after it */
  let leaving = Promise.resolve()

  function noRenewal(): void {
    if (renewal) clearTimeout(renewal.timer)
    renewal = null
  }
  function renewIn(milliseconds: number, act: () => Promise<void>): void {
    noRenewal()
    const timer = setTimeout(() => {
      renewal = null
      isRenewing = true
      void act().finally(() => (isRenewing = false))
    }, milliseconds)
    renewal = { timer, act }
  }
  const sandbox = sandboxOf(window)
  if (sandbox)
    sandbox.sessionEnds = milliseconds => {
      if (renewal) renewIn(Math.max(0, milliseconds), renewal.act)
      return renewal !== null || isRenewing
    }

  /** Exchanges what the provider answered, and stores the session that comes of it. */
  async function admit(
    call: number,
    option: Extract<ProviderAnswer, { answer: 'secured' | 'anonymous' }>,
    provider: () => unknown,
  ): Promise<ExchangeAccepted | { reason: string }> {
    const { signal } = era
    await leaving
    const visitor = storage.readOrMake()
    const extId = currentExtId()
    const request: ExchangeRequest = {
      sid,
      vuid: visitor.vuid,
      deviceId: visitor.deviceId,
      option: option.answer === 'secured' ? 'SECURED_AUTHENTICATION' : 'ANONYMOUS',
      ...(option.answer === 'secured' && { token: option.token }),
      ...(visitor.jwtIdentity !== undefined && { session: visitor.jwtIdentity }),
      ...(extId !== null && { extId }),
      page: location.pathname.slice(0, 4096),
      run,
      call,
    }
    const result = await exchange(apiOrigin, request, signal, (attempt, status) =>
      observe({ kind: 'exchange', call, attempt, status }),
    )
    if (signal.aborted) return { reason: reasons.serverError }
    if ('reason' in result) return result

    const jwtIdentity = result.session?.token
    storage.write({ vuid: result.vuid, deviceId: visitor.deviceId, ...(jwtIdentity !== undefined && { jwtIdentity }) })
    observe({ kind: 'visitor', vuid: result.vuid })
    properties.change('conversation:id', result.conversation)
    noRenewal()
    if (result.session) renewIn(result.session.expiresIn * 1000, () => renew(call, provider))
    return result
  }

  async function activation(call: number, provider: () => unknown): Promise<ActivationResult> {
    const { signal } = era
    const answer = await ask(provider, call, 'activate')
    if (signal.aborted) return settled(call, answer, reasons.serverError)
    if (answer.answer === 'threw' || answer.answer === 'invalid') return settled(call, answer, reasons.invalidOption)
    if (answer.answer === 'secured' && secured) return settled(call, answer, reasons.twice)
    const result = await admit(call, answer, provider)
    if ('reason' in result) return settled(call, answer, result.reason)
    secured ||= answer.answer === 'secured'
    return settled(call, answer)
  }

  /** The session has come to its end: the provider is asked for a fresh token. */
  async function renew(call: number, provider: () => unknown): Promise<void> {
    const { signal } = era
    const answer = await ask(provider, call, 'session-expiry')
    const valid = answer.answer === 'secured' || answer.answer === 'anonymous'
    const result = valid && !signal.aborted ? await admit(call, answer, provider) : null
    if (signal.aborted) return
    const renewed = result !== null && 'session' in result
    if (!renewed) {
      secured = false
      storage.forgetIdentity()
    }
    observe({ kind: 'session-renewal', call, renewed })
  }

  return {
    /** Resolves in any case: a failure has status `authentication-failure` and a reason (FE-RESULT, doc). */
    async activate(provider?: unknown): Promise<ActivationResult> {
      calls += 1
      const call = calls
      observe({ kind: 'activate', call })
      if (ongoing !== null) return settled(call, { answer: 'invalid', option: undefined }, reasons.ongoing)
      if (typeof provider !== 'function') {
        warn('activate takes a function that returns the authentication option')
        return settled(call, { answer: 'invalid', option: provider }, reasons.invalidOption)
      }
      ongoing = call
      activated = true
      try {
        return await activation(call, provider as () => unknown)
      } finally {
        if (ongoing === call) ongoing = null
      }
    },

    /** Removes the identity and stops the tag; `activate` is needed again (FE-LOGOUT, doc). */
    async logout(): Promise<void> {
      calls += 1
      const call = calls
      observe({ kind: 'logout', call })
      era.abort()
      era = new AbortController()
      noRenewal()
      const visitor = storage.read()
      const session = visitor?.jwtIdentity
      storage.forgetIdentity()
      if (visitor && (activated || session !== undefined)) {
        const request = { sid, vuid: visitor.vuid, ...(session !== undefined && { session }) }
        leaving = endSession(apiOrigin, request).catch((error: unknown) => warn('logout did not reach iAdvize', error))
      }
      ongoing = null
      activated = false
      secured = false
      await leaving
      properties.change('conversation:id', null)
      observe({ kind: 'logout-result', call })
    },

    navigate(screen?: unknown): void {
      observe({ kind: 'navigate', screen: String(screen) })
    },

    /** Accepted and dropped: transactions are outside authenticated messaging. */
    recordTransaction(_transaction?: unknown): void {},

    get: properties.get,
    set: properties.set,
    on: properties.on,
    off: properties.off,

    help(): void {
      const methods = 'activate, get, help, logout, navigate, off, on, recordTransaction, set'
      const lists = { methods, get: properties.names, set: properties.settable, 'on / off': properties.events }
      for (const [name, items] of Object.entries(lists)) console.log(`iAdvize ${name}: ${String(items)}`)
    },
  }
}

/** Calls the provider, and says what came of it. */
async function ask(provider: () => unknown, call: number, cause: Cause): Promise<ProviderAnswer | ThrownAnswer> {
  observe({ kind: 'provider-call', call, cause })
  let value: unknown
  try {
    value = await provider()
  } catch (error) {
    warn('the provider given to activate failed', error)
    const shape = `threw ${error instanceof Error ? error.name : typeof error}`
    observe({ kind: 'provider-answer', call, cause, answer: 'threw', shape })
    return { answer: 'threw', option: undefined }
  }
  const answer = providerAnswer(value)
  const { option: _echoed, ...told } = answer
  if ('variant' in told) warn(`the option is accepted, but documented differently: ${told.variant}`)
  observe({ kind: 'provider-answer', call, cause, ...told })
  return answer
}

/** `option` echoes what the provider returned, token and all (FE-RESULT, doc): a page that logs it leaks it. */
function settled(
  call: number,
  { answer, option }: Pick<ProviderAnswer, 'answer' | 'option'> | ThrownAnswer,
  reason?: string,
): ActivationResult {
  const status = reason === undefined ? 'authentication-success' : 'authentication-failure'
  const because = reason === undefined ? {} : { reason }
  observe({ kind: 'activate-result', call, option: answer === 'threw' ? 'invalid' : answer, status, ...because })
  return { authentication: { option, status, ...because } }
}

/** The extID that the page carries at this moment, in whatever spelling. */
function currentExtId(): string | null {
  const data = (window as unknown as Record<string, unknown>)[customDataGlobal]
  if (typeof data !== 'object' || data === null) return null
  const [, value] = Object.entries(data).find(([key]) => isExtIdKey(key)) ?? []
  return value === undefined || value === null || value === '' ? null : String(value).slice(0, 1000)
}
