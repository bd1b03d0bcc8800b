/** What the integrator is told of one activation beyond what happened: what is odd, and in one sentence what to do. Pure. */
import { reasons } from '../contract.ts'
import { invalidOptionCure } from '../tag/invalid-option.ts'
import { controlRoot } from './operations.ts'
import type { ActivationView } from './schemas.ts'

/** What only the sandbox knows of it. `once`: its fault was there for one request; `keysSetUp`: as the site was set then */
export type Behind = { once: boolean; keysSetUp: boolean }

const secured = "{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }"
const extIdCure = 'remove extID from window.idzCustomData: search the templates and the tag manager'
const settings = 'in the inspector, under «Faults and settings»'

/** By what `activate` told the page, for those that say all by themselves. */
const cureByReason: Record<string, string> = {
  [reasons.ongoing]: 'call activate once in a page, and wait until it has resolved before you call it again',
  [reasons.twice]: 'call activate once in a page; before a second sign-in in the same page, await logout()',
  [reasons.loginOngoing]: 'wait until the activation under way has resolved before you start another',
  [reasons.siteNotConfiguredPrefix]: 'ask iAdvize to look at how the site is set up',
}

/** What the fault did, for a sentence that begins with its name. */
export const faultDeed = ({ exchange, attempts }: Pick<ActivationView, 'exchange' | 'attempts'>): string => {
  if (exchange) return 'came first; then iAdvize answered'
  const last = attempts.at(-1)
  if (last === undefined) return 'holds back the answer'
  return last === 'network-error' ? 'broke the connection in iAdvize’s place' : 'answered in iAdvize’s place'
}

export function warningsOf(it: ActivationView, { keysSetUp }: Behind): string[] {
  const { exchange, provider, fault } = it
  const warnings: string[] = []
  if (fault !== null) warnings.push(`the fault ${fault} ${faultDeed(it)}`)
  if (exchange?.extId)
    warnings.push(
      exchange.option === 'SECURED_AUTHENTICATION' && exchange.accepted
        ? `extID is set: this conversation gets no padlock; ${extIdCure}`
        : `extID is set: with it there will be no padlock; ${extIdCure}`,
    )
  if (isWithoutKey(it) && !keysSetUp) warnings.push('the brand’s key is switched off in this sandbox')
  if (exchange?.because === 'authenticated-mode-off')
    warnings.push('authenticated mode is switched off in this sandbox: every token is refused, a sound one too')
  if (exchange?.because === 'token-spent') warnings.push('this token was used before, and replay is set to refused')
  if (exchange?.because === 'unknown-site')
    warnings.push(`the page names the site ${exchange.sid}, and the sandbox knows none of that id`)
  if (exchange?.because === 'signed-out-meanwhile') warnings.push('logout() overtook this activation')
  if (it.deskReason === 'accepted on trust') warnings.push('accepted on trust: nobody could look into this token')
  if (provider?.variant) warnings.push(`the option is accepted, but documented differently: ${provider.variant}`)
  return warnings
}

/** One sentence; null: nothing is to fix, or nobody here knows what. */
export function cureOf(it: ActivationView, { once, keysSetUp }: Behind): string | null {
  const { sid, exchange, outcome, fault, reason, attempts } = it
  const must = it.token?.findings.find(({ level }) => level === 'MUST')
  if (must)
    return isWithoutKey(it) && !keysSetUp
      ? `switch «The brand’s key is set up» on again ${settings}. On the real platform: ${must.cure}`
      : must.cure
  if (outcome === 'authentication-success') return exchange?.extId ? extIdCure : null
  if (outcome !== 'authentication-failure') return null
  if (exchange?.because) {
    const because: Record<typeof exchange.because, string> = {
      token: 'look at the X-ray of the token',
      'token-spent': 'let the provider fetch a fresh token each time that it is called',
      'unknown-site': `use ${sid} as iAdvizeInterface.config.sid, or set ${exchange.sid} up ${settings}`,
      'authenticated-mode-off': `switch «Authenticated mode is on» on again ${settings}`,
      'signed-out-meanwhile': 'await logout() before you call activate',
    }
    return because[exchange.because]
  }
  if (fault !== null && !exchange)
    return once
      ? 'activate again: the fault was there for one request, and is over'
      : `end the fault: «Remove it» in the inspector, or DELETE ${controlRoot}/tenants/${sid}/fault`
  if (reason === null || reason === reasons.invalidOption) return providerCure(it)
  if (reason === reasons.serverError) return unansweredCure(attempts)
  return Object.entries(cureByReason).find(([known]) => reason.startsWith(known))?.[1] ?? null
}

/** No key of the brand's was there to verify with. */
const isWithoutKey = ({ token }: ActivationView): boolean =>
  token?.findings.some(({ code }) => code === 'brand-key-not-set-up') ?? false

function providerCure({ provider, cause }: ActivationView): string | null {
  if (!provider)
    return cause === 'activate' ? `give activate a function: iAdvize.activate(async () => (${secured}))` : null
  const { answer, shape } = provider
  if (answer === 'threw')
    return 'look for the error in the page’s console, and fix the provider; where your backend can make no token, do not call activate'
  return answer === 'invalid' ? invalidOptionCure(shape) : null
}

function unansweredCure(attempts: ActivationView['attempts']): string | null {
  const last = attempts.at(-1)
  if (last === 'network-error')
    return 'let the page’s policy allow the sandbox in connect-src, and see that the sandbox runs'
  return last !== undefined && last >= 500 ? 'look at the terminal of the sandbox: it has a fault of its own' : null
}
