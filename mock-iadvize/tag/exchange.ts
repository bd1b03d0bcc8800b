/** The tag's calls to iAdvize. Simple requests: no preflight. */
import {
  exchangePath,
  logoutPath,
  reasons,
  type ExchangeAccepted,
  type ExchangeRequest,
  type LogoutRequest,
} from '../contract.ts'
import { tagSettings } from '../platform/settings.ts'

const post = (url: string, body: unknown, init: RequestInit): Promise<Response> =>
  fetch(url, {
    ...init,
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify(body),
  })

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/**
 * Exchanges a token for a session. The tag itself retries a server error or a broken connection, with the same token; any
 * other refusal is final. `onAnswer` hears of each attempt.
 */
export async function exchange(
  origin: string,
  request: ExchangeRequest,
  signal: AbortSignal,
  onAnswer: (attempt: number, status: number | 'network-error') => void,
): Promise<ExchangeAccepted | { reason: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await post(origin + exchangePath, request, { signal }).catch(() => null)
    if (signal.aborted) return { reason: reasons.serverError }
    onAnswer(attempt, response?.status ?? 'network-error')
    if (response && response.status < 500) return outcome(response)
    const delay = tagSettings.retryDelays[attempt - 1]
    if (delay === undefined) return { reason: reasons.serverError }
    await pause(delay)
  }
}

async function outcome(response: Response): Promise<ExchangeAccepted | { reason: string }> {
  const body: unknown = await response.json().catch(() => null)
  const answer = (body ?? {}) as Partial<ExchangeAccepted & { reason: string }>
  if (response.ok && typeof answer.vuid === 'string') return answer as ExchangeAccepted
  return { reason: typeof answer.reason === 'string' ? answer.reason : reasons.serverError }
}

/** Goes through even when the page is left at once. */
export async function endSession(origin: string, request: LogoutRequest): Promise<void> {
  const response = await post(origin + logoutPath, request, { keepalive: true })
  if (!response.ok) throw new Error(`logout was answered with status ${response.status}`)
}
