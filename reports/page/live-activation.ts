/**
 * One activation as the inspector of the sandbox shows it: what happened, in the order in which it happened, and what to fix first.
 * Pure. Tokens and personal values are in none of it.
 */
import { refusalBasis } from '../../mock-iadvize/token/refusal.ts'
import { reasons } from '../../mock-iadvize/contract.ts'
import { faultDeed } from '../../mock-iadvize/sandbox/activation-advice.ts'
import type { ActivationView } from '../../mock-iadvize/sandbox/schemas.ts'
import { padlockClass, padlockName, padlockPaths } from '../../mock-iadvize/looks/padlock.ts'
import { icon, type Look } from './icons.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { tokenXray } from './token-xray.ts'
import { basisWords } from '../wording/words.ts'
import { xrayOf } from './xray-view.ts'

const padlock = (verified: boolean): Markup => {
  const { shackle, body } = padlockPaths(verified)
  return markup`<svg class="${padlockClass(verified)}" viewBox="0 0 20 20" role="img" aria-label="${padlockName(verified)}"><path class="shackle" d="${shackle}"/><path class="body" d="${body}"/></svg>`
}

/** The page's own clock and language write it. Milliseconds since the epoch. */
export const moment = (at: number): Markup => markup`<time data-at="${at}"></time>`

const whyRefused = {
  token: 'its token was refused',
  'token-spent': 'its token was used before',
  'unknown-site': 'there is no such site',
  'authenticated-mode-off': 'authenticated mode is off',
  'signed-out-meanwhile': 'logout() overtook it',
} as const

const mustOf = ({ token }: ActivationView) => token?.findings.find(({ level }) => level === 'MUST') ?? null

/** Short, and never the reason itself, which the page is told below. */
const whyFailed: Record<string, string> = {
  [reasons.invalidOption]: 'the provider gave no valid option',
  [reasons.ongoing]: 'another activation was under way',
  [reasons.twice]: 'this page has signed in before',
  [reasons.serverError]: 'iAdvize gave no answer',
}
const failure = (it: ActivationView): string => {
  const { exchange, fault, provider, reason, cause, attempts } = it
  const must = mustOf(it)
  if (exchange?.because === 'token' && must)
    return `its token was refused${refusalBasis([must]) === 'doc' ? '' : ' here, and likely by iAdvize (assumed)'}: ${must.received}`
  if (exchange?.because === 'unknown-site') return `there is no site ${exchange.sid}`
  if (exchange?.because) return whyRefused[exchange.because]
  if (fault !== null && attempts.length > 0) return `the fault ${fault} ${faultDeed(it)}`
  if (provider?.answer === 'threw') return 'the provider threw'
  if (cause === 'session-expiry' && reason === null) return 'the session was not renewed'
  return whyFailed[reason ?? ''] ?? (reason === null ? 'no reason was given' : `«${reason}»`)
}

type Outcome = { look: Look; title: string }

/** What came of it, in a few words. */
export const outcomeOf = (it: ActivationView): Outcome => {
  const { outcome, padlock, exchange, deskReason } = it
  if (outcome === 'pending') return { look: 'not-observed', title: 'Under way' }
  if (outcome === 'page-left') return { look: 'not-observed', title: 'The page left before it ended' }
  if (outcome === 'authentication-failure') return { look: 'violated', title: `Failed: ${failure(it)}` }
  if (exchange?.option === 'ANONYMOUS' && padlock !== true)
    return { look: 'not-applicable', title: 'Anonymous, no padlock' }
  if (deskReason === 'accepted on trust')
    return { look: 'warning', title: 'Accepted on trust: nobody could look into the token' }
  if (padlock === true) return { look: 'met', title: 'Padlock' }
  if (padlock === false) return { look: 'violated', title: `No padlock: ${deskReason ?? 'not known why'}` }
  return { look: 'not-observed', title: 'Accepted; the desk has not been seen' }
}

type Step = { look: Look; who: string; says: Markup }

const providerStep = ({ provider, outcome, cause }: ActivationView): Step => {
  const who = 'Provider'
  if (!provider)
    return {
      look: 'not-observed',
      who,
      says:
        outcome === 'pending'
          ? markup`has not answered yet`
          : markup`its answer was not seen: ${cause === null || outcome === 'page-left' ? 'the page did not tell of it' : 'it was not asked'}`,
    }
  const { answer, shape, variant } = provider
  const look = answer === 'invalid' || answer === 'threw' ? 'violated' : variant === null ? 'met' : 'warning'
  const words = {
    secured: 'answers with a token',
    anonymous: 'answers that the visitor is anonymous',
    invalid: 'answers with no valid option',
    threw: 'threw an error; the page’s console says which',
  }[answer]
  return {
    look,
    who,
    says: markup`${words}: <code>${shape}</code>${variant !== null && markup`; tolerated, but documented differently: <code>${variant}</code>`}`,
  }
}

const tokenStep = (it: ActivationView): Step | null => {
  const { token, exchange } = it
  if (!token) return null
  const must = mustOf(it)
  const warned = token.findings.length > 0
  const look = must ? 'violated' : warned ? 'warning' : token.verdict === 'accepted' ? 'met' : 'not-observed'
  const says = must
    ? markup`is refused by <code>${must.id}</code>: ${must.received}`
    : warned
      ? markup`is sound, with ${token.findings.length} warning${token.findings.length > 1 && 's'}`
      : token.verdict === 'accepted'
        ? markup`passes all ${token.judged.length} checks`
        : markup`could not be judged: ${token.unseen[0] ?? 'not known why'}`
  return {
    look,
    who: 'Token',
    says: markup`${says}${!exchange && '; the fault kept it from iAdvize'}<details class="more" data-key="xray"${must && verbatimOpen}><summary>X-ray: both layers and every check</summary>${tokenXray(xrayOf(token))}</details>`,
  }
}
const verbatimOpen: Markup = { markup: ' open' }

const exchangeStep = (it: ActivationView): Step => {
  const { exchange, attempts, outcome, fault } = it
  const tries = attempts.length > 0 && markup` Status: ${attempts.map(String).join(', ')}.`
  const retried = attempts.length > 1 && ` The tag itself tried ${attempts.length} times.`
  if (!exchange && fault !== null)
    return {
      look: attempts.length > 0 ? 'violated' : 'not-observed',
      who: 'iAdvize',
      says: markup`${attempts.length > 0 ? 'did not answer' : 'has not answered'}: the fault <code>${fault}</code> ${faultDeed(it)}.${tries}${retried}`,
    }
  if (!exchange)
    return {
      look: attempts.length > 0 ? 'violated' : outcome === 'pending' ? 'not-observed' : 'not-applicable',
      who: 'iAdvize',
      says:
        attempts.length > 0
          ? markup`was asked, and nothing came through.${tries}${retried}`
          : outcome === 'pending'
            ? markup`has not been asked yet`
            : markup`was not asked`,
    }
  const { accepted, because } = exchange
  return {
    look: accepted ? 'met' : 'violated',
    who: 'iAdvize',
    says: accepted
      ? markup`accepts ${exchange.option === 'ANONYMOUS' ? 'the visitor as anonymous' : 'the identity and opens a session'}.${tries}${retried}`
      : markup`refuses${because !== null && because !== 'token' && `: ${whyRefused[because]}`}.${tries}${retried}`,
  }
}

const answerStep = ({ outcome, cause, reason, realPlatform }: ActivationView): Step | null =>
  // A page is told nothing of a renewal.
  outcome === 'pending' || outcome === 'page-left' || cause === 'session-expiry'
    ? null
    : {
        look: outcome === 'authentication-success' ? 'met' : 'violated',
        who: 'Page',
        says: markup`is told <code>${outcome}</code>${reason !== null && markup`, «${reason}»`}.${
          realPlatform &&
          markup` <span class="muted">The real iAdvize would ${realPlatform.basis === 'doc' ? '' : 'probably '}say the same: ${basisWords[realPlatform.basis]} (<a href="${realPlatform.url}" target="_blank" rel="noreferrer">${realPlatform.source}</a>).</span>`
        }`,
      }

const deskStep = ({ padlock: shown, deskReason, exchange }: ActivationView): Step | null =>
  shown === null
    ? null
    : {
        look: shown
          ? deskReason === 'accepted on trust'
            ? 'warning'
            : 'met'
          : exchange?.option === 'ANONYMOUS'
            ? 'not-applicable'
            : 'violated',
        who: 'Desk',
        says: markup`${padlock(shown)} ${shown ? 'shows the padlock' : 'shows no padlock'}${deskReason !== null && `: ${deskReason}`}`,
      }

const callStep = ({ cause, call, page }: ActivationView): Step => ({
  look: cause === null ? 'not-observed' : 'met',
  who: cause === 'session-expiry' ? 'Tag' : 'Page',
  says:
    cause === 'session-expiry'
      ? markup`asks the provider again: the session came to its end`
      : cause === 'activate'
        ? markup`<code>${page ?? 'a page'}</code> calls <code>iAdvize.activate</code>${call !== null && call > 1 && ` (SDK call ${call} of this page)`}`
        : markup`<code>${page ?? 'a page'}</code> did not tell of its call`,
})

/** What to do, before anything else is read; once. */
const cure = ({ cure, warnings }: ActivationView): Markup | null =>
  cure !== null && !warnings.some(warning => warning.includes(cure))
    ? markup`<p class="live-cure"><strong>Cure</strong> ${cure}</p>`
    : null

export const liveActivation = (it: ActivationView): Markup => {
  const { look, title } = outcomeOf(it)
  const warnings = it.warnings.filter(warning => !title.includes(warning))
  const steps = [callStep(it), providerStep(it), tokenStep(it), exchangeStep(it), answerStep(it), deskStep(it)]
  return markup`<article class="panel live-activation" aria-labelledby="activation-${it.id}"><details data-key="whole" open>
<summary class="${look}">${icon(look)}<h3 id="activation-${it.id}">${title}</h3><p class="muted">Activation ${it.id} · ${it.page ?? 'page not known'} · ${moment(it.at)}</p></summary>
${warnings.length > 0 && markup`<ul class="live-warnings" aria-label="Warnings">${warnings.map(warning => markup`<li class="warning">${icon('warning')}<span>${warning}</span></li>`)}</ul>`}
${cure(it)}
<ol class="live-steps">${steps.map(step => step && markup`<li class="${step.look}">${icon(step.look)}<div><strong>${step.who}</strong> ${step.says}</div></li>`).filter(step => step !== null)}</ol>
</details></article>`
}
