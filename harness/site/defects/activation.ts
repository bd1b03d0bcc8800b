/** Activations as pages get them wrong. */
import { randomUUID } from 'node:crypto'
import type { Session } from '../plan.ts'
import { atSignOut, editScript } from './defect.ts'
import type { Defect } from './defect.ts'

const firstToken = 'const tokens = [await freshToken()]'
const securedOption = "{ type: 'SECURED_AUTHENTICATION', token }"

/** Milliseconds: a token that is kept on the server is thrown away before its minute is over. */
const serverCacheTime = 55_000
/** Milliseconds that a shop has been open for. */
const sinceThisMorning = 3 * 3_600_000

export const activationDefects = {
  'activates-only-after-login': {
    summary: 'the chat is activated on the page that follows the login, and on no other account page',
    // Whoever signs out on another page signs out where there is no chat to be told.
    breaks: [
      'activation/every-page',
      'activation/any-load-order',
      'padlock/keeps',
      'logout/called',
      'logout/jwt-removed',
      'logout/padlock-removed',
    ],
    journeys: ['tag-load-order', 'token-provider-probes'],
    apply: plan => {
      const activated = new WeakSet<Session>()
      return {
        ...editScript(
          plan,
          'window.iAdvizeInterface.push(',
          "if (document.body.dataset.chat !== 'off') window.iAdvizeInterface.push(",
        ),
        bodyData: async visit => {
          if (!visit.session || !visit.visitor) return plan.bodyData(visit)
          if (activated.has(visit.session)) return { chat: 'off' }
          activated.add(visit.session)
          return plan.bodyData(visit)
        },
      }
    },
  },
  'activates-twice': {
    summary: 'a second component of the page activates the chat again, once the first activation is done',
    breaks: ['activation/once-per-page'],
    apply: plan =>
      editScript(
        plan,
        'const { authentication } = await activate(iAdvize)',
        'const { authentication } = await activate(iAdvize)\n    await activate(iAdvize)',
      ),
  },
  'activates-concurrently': {
    summary: 'two components of the page activate the chat for customers, and neither knows of the other',
    breaks: ['activation/not-concurrent'],
    apply: plan =>
      editScript(
        plan,
        'return iAdvize.activate(async () => secured(tokens.pop() ?? (await freshToken())))',
        `const provider = async () => secured(tokens.pop() ?? (await freshToken()))
  const both = [iAdvize.activate(provider), iAdvize.activate(provider)]
  return both[0]`,
      ),
  },
  'needs-tag-already-loaded': {
    summary: 'the page looks for the tag for two seconds, and gives up when it has not come',
    breaks: ['activation/any-load-order'],
    journeys: ['tag-load-order'],
    apply: plan =>
      editScript(
        plan,
        'window.iAdvizeInterface.push(',
        `const whenLoaded = (run, tries = 200) => {
  if (!Array.isArray(window.iAdvizeInterface)) window.iAdvizeInterface.push(run)
  else if (tries > 0) setTimeout(whenLoaded, 10, run, tries - 1)
}
whenLoaded(`,
      ),
  },
  'option-misspelt': {
    summary: 'the type is SECURED instead of SECURED_AUTHENTICATION',
    breaks: ['activation/option-valid'],
    apply: plan => editScript(plan, securedOption, "{ type: 'SECURED', token }"),
  },
  'token-wrapped-in-object': {
    summary: 'the backend’s whole answer, { token }, is handed over where the token belongs',
    breaks: ['activation/option-valid'],
    apply: plan => editScript(plan, securedOption, "{ type: 'SECURED_AUTHENTICATION', token: { token } }"),
  },
  'token-undefined': {
    summary: 'the page reads a member of the backend’s answer that does not exist',
    breaks: ['activation/option-valid'],
    apply: plan =>
      editScript(plan, 'const { token } = await answer.json()', 'const { jwt: token } = await answer.json()'),
  },
  'always-anonymous': {
    summary: 'every page activates the chat anonymously, also for customers who are signed in',
    breaks: ['activation/secured-when-signed-in', 'padlock/after-sign-in'],
    apply: plan => ({ ...plan, bodyData: async visit => ({ ...(await plan.bodyData(visit)), chat: 'anonymous' }) }),
  },
  'secured-for-guests': {
    summary: 'guests get a token too, for an identity that is made up on the spot',
    breaks: ['activation/anonymous-when-signed-out'],
    apply: plan => ({
      ...plan,
      bodyData: async visit => ({ ...(await plan.bodyData(visit)), chat: 'secured' }),
      provider: visit => plan.provider(visit) ?? { userId: `guest-${randomUUID()}`, visitorData: {}, session: '' },
    }),
  },
  'token-of-first-user-cached-on-server': {
    summary: 'the server caches the token without a key for the user: whoever comes next gets the first one’s',
    breaks: ['activation/token-fresh', "activation/identity-is-the-session's"],
    apply: plan => {
      let kept = { token: '', until: 0 }
      return {
        ...plan,
        finish: (token, now) => {
          if (now >= kept.until) kept = { token: plan.finish(token, now), until: now + serverCacheTime }
          return kept.token
        },
      }
    },
  },
  'token-kept-on-server': {
    summary: 'the server makes one token for each customer and keeps it for a day: it was fresh this morning',
    breaks: ['activation/token-fresh'],
    apply: plan => {
      const kept = new Map<string, Promise<string>>()
      return {
        ...plan,
        claims: (visitor, now) => plan.claims(visitor, now - sinceThisMorning),
        issue: ({ userId }, make) => {
          const token = kept.get(userId) ?? make()
          kept.set(userId, token)
          return token
        },
      }
    },
  },
  'token-cached-in-storage': {
    summary: 'the page keeps the token in session storage and presents the same one on the next page',
    breaks: ['activation/token-fresh'],
    journeys: ['browse-signed-in'],
    apply: plan => {
      const keeping = editScript(
        plan,
        firstToken,
        `const tokens = [sessionStorage.chatToken ?? (await freshToken())]
  sessionStorage.chatToken = tokens[0]`,
      )
      return editScript(keeping, atSignOut, `${atSignOut}\n  delete sessionStorage.chatToken`)
    },
  },
  'token-in-page-cache': {
    summary: 'the token is rendered into the account pages, and the server keeps each rendered page for its session',
    breaks: ['activation/token-fresh'],
    journeys: ['sign-out'],
    apply: plan => {
      const rendered = new WeakMap<Session, Map<string, Promise<string>>>()
      return {
        ...editScript(plan, firstToken, 'const tokens = [document.body.dataset.token ?? (await freshToken())]'),
        bodyData: async visit => {
          const data = await plan.bodyData(visit)
          if (visit.area !== 'account' || !visit.session || !visit.visitor) return data
          const pages = rendered.get(visit.session) ?? new Map<string, Promise<string>>()
          const token = pages.get(visit.path) ?? visit.token(visit.visitor)
          rendered.set(visit.session, pages.set(visit.path, token))
          return { ...data, token: await token }
        },
      }
    },
  },
  'token-captured-once': {
    summary: 'the page fetches one token when it loads and hands over that same one whenever iAdvize asks again',
    breaks: ['activation/provider-reusable', 'padlock/after-expiry'],
    journeys: ['session-expiry'],
    apply: plan => editScript(plan, 'secured(tokens.pop() ?? (await freshToken()))', 'secured(tokens[0])'),
  },
} as const satisfies Record<string, Defect>
