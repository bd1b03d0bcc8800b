/**
 * One activation as the inspector of the sandbox shows it: what happened, in the order in which it happened, and what to mend first.
 * Pure. Tokens and personal values are in none of it.
 */
import type { ActivationView } from '../mock-iadvize/sandbox/schemas.ts'
import { padlockClass, padlockName, padlockPaths } from '../mock-iadvize/looks/padlock.ts'
import { icon, type Look } from './icons.ts'
import { markup, type Markup } from './markup.ts'
import { tokenXray } from './token-xray.ts'
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
  'unknown-site': 'the sandbox knows no site with this sid',
  'authenticated-mode-off': 'authenticated mode is off',
  'signed-out-meanwhile': 'logout() overtook it',
} as const

const mustOf = ({ token }: ActivationView) => token?.findings.find(({ level }) => level === 'MUST') ?? null

type Outcome = { look: Look; title: string }

/** What came of it, in a few words. */
export const outcomeOf = (it: ActivationView): Outcome => {
  const { outcome, padlock, exchange, reason, provider, deskReason } = it
  if (outcome === 'pending') return { look: 'not-observed', title: 'Under way' }
  if (outcome === 'authentication-failure') {
    if (exchange?.because) return { look: 'violated', title: `Failed: ${whyRefused[exchange.because]}` }
    if (provider?.answer === 'threw') return { look: 'violated', title: 'Failed: the provider threw' }
    return { look: 'violated', title: `Failed: ${reason ?? 'no reason was given'}` }
  }
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
          : markup`its answer was not seen: ${cause === null ? 'the page did not tell of it' : 'it was not asked'}`,
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
  const { token } = it
  if (!token) return null
  const must = mustOf(it)
  const warned = token.findings.length > 0
  const look = must ? 'violated' : warned ? 'warning' : token.verdict === 'accepted' ? 'met' : 'not-observed'
  const says = must
    ? markup`is refused by <code>${must.id}</code>`
    : warned
      ? markup`is sound, with ${token.findings.length} warning${token.findings.length > 1 && 's'}`
      : token.verdict === 'accepted'
        ? markup`passes all ${token.judged.length} checks`
        : markup`could not be judged: ${token.unseen[0] ?? 'not known why'}`
  return {
    look,
    who: 'Token',
    says: markup`${says}<details class="more" data-key="xray"${must && verbatimOpen}><summary>X-ray: both layers and every check</summary>${tokenXray(xrayOf(token))}</details>`,
  }
}
const verbatimOpen: Markup = { markup: ' open' }

const exchangeStep = ({ exchange, attempts, outcome }: ActivationView): Step => {
  const tries = attempts.length > 0 && markup` Status: ${attempts.map(String).join(', ')}.`
  const retried = attempts.length > 1 && ` The tag itself tried ${attempts.length} times.`
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

const answerStep = ({ outcome, reason, realPlatform }: ActivationView): Step | null =>
  outcome === 'pending'
    ? null
    : {
        look: outcome === 'authentication-success' ? 'met' : 'violated',
        who: 'Page',
        says: markup`is told <code>${outcome}</code>${reason !== null && markup`, «${reason}»`}.${
          realPlatform &&
          markup` <span class="muted">The real iAdvize would ${realPlatform.basis === 'doc' ? '' : 'probably '}say the same (basis: ${realPlatform.basis}, ${realPlatform.source}).</span>`
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

/** What to do, before anything else is read. */
const cure = (it: ActivationView): Markup | null => {
  const must = mustOf(it)
  return must && markup`<p class="live-cure"><strong>Cure</strong> ${must.cure}</p>`
}

export const liveActivation = (it: ActivationView): Markup => {
  const { look, title } = outcomeOf(it)
  const steps = [callStep(it), providerStep(it), tokenStep(it), exchangeStep(it), answerStep(it), deskStep(it)]
  return markup`<article class="panel live-activation" aria-labelledby="activation-${it.id}">
<header class="${look}">${icon(look)}<h3 id="activation-${it.id}">${title}</h3><p class="muted">Activation ${it.id} · ${it.page ?? 'page not known'} · ${moment(it.at)}</p></header>
${it.warnings.length > 0 && markup`<ul class="live-warnings" aria-label="Warnings">${it.warnings.map(warning => markup`<li class="warning">${icon('warning')}<span>${warning}</span></li>`)}</ul>`}
${cure(it)}
<ol class="live-steps">${steps.map(step => step && markup`<li class="${step.look}">${icon(step.look)}<div><strong>${step.who}</strong> ${step.says}</div></li>`).filter(step => step !== null)}</ol>
</article>`
}
