/** Token providers that give tokens to whom they should not, and pages that make too much of a token, or of its absence. */
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import { isFromOwnPage, nonceGuarded } from '../flavours/nonce-guarded.ts'
import type { Session, ShopPlan, Visitor } from '../plan.ts'
import { editScript } from './defect.ts'
import type { Defect } from './defect.ts'

const requesting = "const answer = await fetch('/api/iadvize-token')"
const firstToken = 'const tokens = [await freshToken()]'
const activating = 'const { authentication } = await activate(iAdvize)'

/** Milliseconds: longer than a token takes to make, shorter than from one page to the next. */
const underWay = 50

/** The plan whose provider takes the user from the request, when it names one, for anybody who is signed in. */
const withUserFrom = (plan: ShopPlan, named: (visit: Parameters<ShopPlan['provider']>[0]) => string | undefined) => ({
  ...plan,
  provider: (visit: Parameters<ShopPlan['provider']>[0]): Visitor | null => {
    const visitor = plan.provider(visit)
    const userId = named(visit)
    return visitor && userId ? { ...visitor, userId } : visitor
  },
})

export const providerDefects = {
  'provider-open-to-guests': {
    summary: 'without a session the token provider falls back to the account of the demonstration',
    breaks: ['provider/refuses-guests'],
    journeys: ['token-provider-probes'],
    apply: plan => ({
      ...plan,
      provider: visit => plan.provider(visit) ?? { userId: 'cust-demonstration', visitorData: {}, session: '' },
    }),
  },
  'guest-nonce-opens-provider': {
    summary: 'the token provider looks at the nonce and not at the session: guests, who have one too, get a token',
    breaks: ['provider/refuses-guests'],
    journeys: ['token-provider-probes'],
    apply: plan => {
      const guarded = nonceGuarded.apply(plan)
      return {
        ...guarded,
        provider: visit =>
          guarded.provider(visit) ??
          (isFromOwnPage(visit) ? { userId: 'cust-demonstration', visitorData: {}, session: '' } : null),
      }
    },
  },
  'provider-trusts-login-name': {
    summary: 'the token provider looks up the account by the login name in its query, when there is one',
    breaks: ['provider/ignores-client-identity'],
    journeys: ['token-provider-identity'],
    apply: plan => {
      const accounts = new Map<string, Visitor>()
      return {
        ...plan,
        provider: visit => {
          const visitor = plan.provider(visit)
          if (visitor) accounts.set(visitor.visitorData['email'] ?? '', visitor)
          return visitor && (accounts.get(visit.query('user') ?? '') ?? visitor)
        },
      }
    },
  },
  'provider-decodes-without-verifying': {
    summary: 'the token provider takes the user from an access token that it decodes and does not verify',
    breaks: ['provider/ignores-client-identity'],
    journeys: ['token-provider-identity'],
    apply: plan => {
      const key = randomBytes(32)
      const jwt = ({ userId }: Visitor): string => {
        const text = [
          { alg: 'HS256', typ: 'JWT' },
          { sub: userId, scope: 'chat' },
        ]
          .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
          .join('.')
        return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
      }
      return {
        ...editScript(
          plan,
          "fetch('/api/iadvize-token')",
          "fetch('/api/iadvize-token', { headers: { Authorization: `Bearer ${document.body.dataset.access}` } })",
        ),
        bodyData: async visit => ({
          ...(await plan.bodyData(visit)),
          ...(visit.visitor && { access: jwt(visit.visitor) }),
        }),
        provider: visit => {
          const visitor = plan.provider(visit)
          const payload = visit.header('Authorization')?.split('.')[1] ?? ''
          const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as { sub?: string }
          return visitor && sub !== undefined ? { ...visitor, userId: sub } : visitor
        },
      }
    },
  },
  'provider-trusts-user-parameter': {
    summary: 'the token provider prefers the userId in its query to that of the session',
    breaks: ['provider/ignores-client-identity'],
    journeys: ['token-provider-identity'],
    apply: plan => withUserFrom(plan, visit => visit.query('userId')),
  },
  'provider-trusts-user-header': {
    summary: 'the token provider believes the X-User-Id that a gateway was meant to set, whoever sends it',
    breaks: ['provider/ignores-client-identity'],
    journeys: ['token-provider-identity'],
    apply: plan => withUserFrom(plan, visit => visit.header('X-User-Id')),
  },
  'provider-goes-by-customer-number': {
    summary: 'the page sends the customer’s number along, and the token provider goes by it',
    breaks: ['provider/ignores-client-identity'],
    journeys: ['token-provider-identity'],
    apply: plan => {
      const numbered = new Map<string, Visitor>()
      const numberOf = (visitor: Visitor): string => {
        const known = [...numbered].find(([, { userId }]) => userId === visitor.userId)?.[0]
        const number = known ?? String(4417 + numbered.size)
        numbered.set(number, visitor)
        return number
      }
      return {
        ...editScript(
          plan,
          requesting,
          'const answer = await fetch(`/api/iadvize-token?n=${document.body.dataset.customer}`)',
        ),
        bodyData: async visit => ({
          ...(await plan.bodyData(visit)),
          ...(visit.visitor && { customer: numberOf(visit.visitor) }),
        }),
        provider: visit => {
          const visitor = plan.provider(visit)
          return visitor && (numbered.get(visit.query('n') ?? '') ?? visitor)
        },
      }
    },
  },
  'provider-cacheable': {
    summary: 'the token provider says nothing of caches',
    breaks: ['provider/not-cacheable'],
    journeys: ['token-provider-probes'],
    apply: plan => ({ ...plan, providerHeaders: () => ({}) }),
  },
  'cors-any-origin': {
    summary: 'the token provider allows whatever origin asks, with credentials',
    breaks: ['provider/origin-bound'],
    journeys: ['token-provider-probes'],
    apply: plan => ({
      ...plan,
      providerHeaders: visit => ({
        ...plan.providerHeaders(visit),
        'Access-Control-Allow-Origin': visit.header('Origin') ?? '*',
        'Access-Control-Allow-Credentials': 'true',
      }),
    }),
  },
  'private-key-in-script': {
    summary: 'tokens were first made in the page, and the private key has stayed in its script',
    breaks: ['provider/key-not-exposed'],
    journeys: ['token-provider-probes'],
    apply: plan => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      return editScript(plan, 'let chat', `const signingKey = \`${pem}\`\n\nlet chat`)
    },
  },
  'provider-serial-state': {
    summary: 'while a token is being made for a session, the provider refuses all further calls of that session',
    breaks: ['provider/parallel'],
    journeys: ['token-provider-probes'],
    apply: plan => {
      const busy = new WeakSet<Session>()
      return {
        ...plan,
        provider: visit => {
          const { session } = visit
          if (!session) return plan.provider(visit)
          if (busy.has(session)) return null
          busy.add(session)
          setTimeout(() => busy.delete(session), underWay)
          return plan.provider(visit)
        },
      }
    },
  },
  'provider-ignores-session-end': {
    summary: 'the token provider has a cache of sessions of its own, and signing out does not reach it',
    breaks: ['logout/provider-refuses'],
    journeys: ['token-provider-probes'],
    apply: plan => {
      const known = new Map<string, Visitor>()
      return {
        ...plan,
        provider: visit => {
          const visitor = plan.provider(visit)
          const cookie = visit.header('Cookie') ?? ''
          if (visitor) known.set(cookie, visitor)
          return visitor ?? known.get(cookie) ?? null
        },
      }
    },
  },
  'activates-with-error-page': {
    summary: 'the page looks neither at the status nor at the type of the answer, and takes an error page for a token',
    breaks: ['failure/provider-error'],
    journeys: ['token-provider-fails'],
    apply: plan => {
      const unchecked = editScript(
        plan,
        'if (!answer.ok) throw new Error(`the token provider answered ${answer.status}`)',
        '',
      )
      return editScript(
        unchecked,
        'const { token } = await answer.json()\n  return token',
        `const text = await answer.text()
  return text.startsWith('{"token"') ? JSON.parse(text).token : text`,
      )
    },
  },
  'anonymous-fallback-on-provider-error': {
    summary: 'when there is no token, the page activates a customer anonymously instead',
    breaks: ['failure/provider-error'],
    journeys: ['token-provider-fails'],
    apply: plan =>
      editScript(
        plan,
        firstToken,
        `const tokens = []
  try {
    tokens.push(await freshToken())
  } catch {
    return iAdvize.activate(anonymous)
  }`,
      ),
  },
  'provider-error-remembered': {
    summary: 'once there was no token, a flag in session storage keeps the chat off for the rest of the visit',
    breaks: ['failure/recovers'],
    journeys: ['token-provider-fails'],
    apply: plan =>
      editScript(
        plan,
        firstToken,
        `if (sessionStorage.noToken) throw new Error('no token')
  sessionStorage.noToken = 'yes'
  const tokens = [await freshToken()]
  delete sessionStorage.noToken`,
      ),
  },
  'page-hidden-until-chat': {
    summary: 'to spare the eye a jump, the page stays hidden until the chat is there',
    breaks: ['failure/page-survives', 'tag/absence-survived'],
    journeys: ['token-provider-hangs', 'iadvize-outage', 'tag-unreachable'],
    apply: plan =>
      editScript(
        editScript(plan, 'let chat', "document.body.style.visibility = 'hidden'\nlet chat"),
        activating,
        `${activating}
    if (authentication.status === 'authentication-success') document.body.style.visibility = ''`,
      ),
  },
  'logs-result': {
    summary: 'the page logs the result of the activation, which echoes the token',
    breaks: ['activation/token-not-logged'],
    apply: plan =>
      editScript(
        plan,
        activating,
        `const result = await activate(iAdvize)
    console.log('chat:', result)
    const { authentication } = result`,
      ),
  },
  'journals-result': {
    summary: 'the page sends the result of the activation to the journal of the shop, and with it the token',
    breaks: ['activation/token-not-logged'],
    apply: plan =>
      editScript(
        plan,
        activating,
        `const result = await activate(iAdvize)
    void fetch('/journal', { method: 'POST', body: JSON.stringify(result) })
    const { authentication } = result`,
      ),
  },
  'token-in-query-string': {
    summary: 'for its statistics the page tells its own server in a query string which token it has used',
    breaks: ['activation/token-not-logged'],
    apply: plan => editScript(plan, 'return token\n', 'void fetch(`/catalogue?chat=${token}`)\n  return token\n'),
  },
} as const satisfies Record<string, Defect>
