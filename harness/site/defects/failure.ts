/** What pages do wrong when an activation fails. The sound page leaves it at that, and tries again on the next page. */
import { editScript } from './defect.ts'
import type { Defect } from './defect.ts'

const activating = 'const { authentication } = await activate(iAdvize)'

export const failureDefects = {
  'retries-on-failure': {
    summary: 'the page tries to activate again two seconds after a failure, up to three times',
    breaks: ['activation/no-own-retry'],
    journeys: ['iadvize-server-error'],
    apply: plan =>
      editScript(
        plan,
        activating,
        `let { authentication } = await activate(iAdvize)
    for (let retry = 1; retry <= 3 && authentication.status === 'authentication-failure'; retry++) {
      await new Promise(resolve => setTimeout(resolve, 2000))
      ;({ authentication } = await activate(iAdvize))
    }`,
      ),
  },
  'anonymous-fallback': {
    summary: 'when the secured activation fails, the page activates the chat anonymously instead',
    breaks: ['failure/no-anonymous-fallback'],
    journeys: ['iadvize-server-error'],
    apply: plan =>
      editScript(
        plan,
        activating,
        `let { authentication } = await activate(iAdvize)
    if (document.body.dataset.chat === 'secured' && authentication.status === 'authentication-failure')
      ({ authentication } = await iAdvize.activate(anonymous))`,
      ),
  },
  'throws-on-failure': {
    summary: 'a component of its own waits for the activation, and throws when it has failed; nothing catches that',
    breaks: ['failure/page-survives'],
    journeys: ['iadvize-server-error'],
    apply: plan =>
      editScript(
        plan,
        activating,
        `const activation = activate(iAdvize)
    void activation.then(({ authentication }) => {
      if (authentication.status === 'authentication-failure') throw new Error(authentication.reason)
    })
    const { authentication } = await activation`,
      ),
  },
  'sign-out-waits-for-chat': {
    summary: 'signing out waits for iAdvize.logout without a limit: when iAdvize keeps silent, nobody gets out',
    breaks: ['failure/page-survives'],
    journeys: ['iadvize-outage'],
    apply: plan => editScript(plan, 'Promise.race([farewell, patience])', 'Promise.resolve(farewell)'),
  },
  'failure-remembered': {
    summary: 'once an activation has failed, a flag in session storage keeps the chat off for the rest of the visit',
    breaks: ['failure/recovers'],
    journeys: ['iadvize-server-error'],
    apply: plan =>
      editScript(
        plan,
        activating,
        `if (sessionStorage.chatFailed) return
    const { authentication } = await activate(iAdvize)
    if (authentication.status === 'authentication-failure') sessionStorage.chatFailed = 'yes'`,
      ),
  },
  'failure-remembered-as-guest': {
    summary: 'once an activation has failed, the customer is treated as a guest for the rest of the visit',
    breaks: ['failure/recovers'],
    journeys: ['iadvize-server-error'],
    apply: plan =>
      editScript(
        plan,
        activating,
        `const { authentication } = await (sessionStorage.chatFailed ? iAdvize.activate(anonymous) : activate(iAdvize))
    if (authentication.status === 'authentication-failure') sessionStorage.chatFailed = 'yes'`,
      ),
  },
} as const satisfies Record<string, Defect>
