/** The control API as typed functions: for test suites in TypeScript and JavaScript. Needs nothing but `fetch`. */
import type { z } from 'zod'
import { controlRoot } from './operations.ts'
import type {
  ActivationView,
  ConversationView,
  fault,
  Problem,
  RequirementView,
  SightingView,
  StatusView,
  TenantChange,
  TenantCreation,
  TenantView,
} from './schemas.ts'

export type FaultName = z.infer<typeof fault>['name']
export type {
  ActivationView,
  ConversationView,
  RequirementView,
  SightingView,
  StatusView,
  TenantChange,
  TenantCreation,
  TenantView,
}

/** The sandbox said no: `status` of its answer, what is wrong, and the cure. `padlock-missing`: 408 of `awaitPadlock` */
export class SandboxError extends Error {
  readonly status: number
  readonly cure: string
  /** the whole answer */
  readonly answer: unknown
  constructor(status: number, { error, cure, problems = [] }: Problem, answer: unknown) {
    const all = problems.map(({ where, expected }) => `\n  ${where}: ${expected}`).join('')
    super(`${error}${all}\n  cure: ${cure}`)
    this.name = 'SandboxError'
    this.status = status
    this.cure = cure
    this.answer = answer
  }
}

/** What is done to one site. Every function throws a {@link SandboxError} where the sandbox says no. */
export type SiteClient = {
  sid: string
  tenant(): Promise<TenantView>
  change(change: TenantChange): Promise<TenantView>
  /** forgets visitors, conversations, activations, the fault and jumps; keys and settings stay */
  reset(): Promise<void>
  /** `once`: it hits one request only. null removes it */
  setFault(name: FaultName | null, how?: { once?: boolean }): Promise<void>
  /** moves the time of iAdvize's sessions ahead */
  jump(minutes: number): Promise<void>
  conversations(): Promise<ConversationView[]>
  /** the agent says something */
  answer(conversation: string, text: string): Promise<ConversationView>
  /** `timeout`: seconds. When none comes in time, the error says why */
  awaitPadlock(of?: { userId?: string; vuid?: string; timeout?: number }): Promise<ConversationView>
  activations(): Promise<ActivationView[]>
  sightings(): Promise<SightingView[]>
  requirements(): Promise<RequirementView[]>
}
export type SandboxClient = SiteClient & {
  origin: string
  status(): Promise<StatusView>
  tenants(): Promise<TenantView[]>
  createTenant(creation: TenantCreation): Promise<SiteClient>
  removeTenant(sid: string): Promise<void>
  resetAll(): Promise<void>
  site(sid: string): SiteClient
}

/** A sandbox that runs. `token`: the one of --token, where it was started with --host. Its first site is the default one. */
export async function connectSandbox(origin: string, { token }: { token?: string } = {}): Promise<SandboxClient> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }

  async function call<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const response = await fetch(`${origin}${controlRoot}${path}`, {
      method,
      headers: { ...authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer: unknown = text === '' ? undefined : JSON.parse(text)
    if (!response.ok) throw new SandboxError(response.status, answer as Problem, answer)
    return answer as Result
  }

  const site = (sid: string): SiteClient => {
    const here = `/tenants/${encodeURIComponent(sid)}`
    return {
      sid,
      tenant: () => call('GET', here),
      change: change => call('PATCH', here, change),
      reset: () => call('POST', `${here}/reset`),
      async setFault(name, { once = false } = {}) {
        await (name === null ? call('DELETE', `${here}/fault`) : call('PUT', `${here}/fault`, { name, once }))
      },
      async jump(minutes) {
        await call('POST', `${here}/clock`, { minutes })
      },
      conversations: () => call('GET', `${here}/conversations?limit=1000`),
      answer: (conversation, text) => call('POST', `${here}/conversations/${conversation}/messages`, { text }),
      awaitPadlock: ({ timeout = 30, ...of } = {}) => {
        const query = new URLSearchParams({ ...of, timeout: String(timeout) })
        return call('GET', `${here}/padlock?${query}`)
      },
      activations: () => call('GET', `${here}/activations?limit=1000`),
      sightings: () => call('GET', `${here}/sightings?limit=1000`),
      requirements: () => call('GET', `${here}/requirements`),
    }
  }
  const status = () => call<StatusView>('GET', '/status')
  const { defaultSid } = await status()
  return {
    ...site(defaultSid),
    origin,
    status,
    tenants: () => call('GET', '/tenants'),
    async createTenant(creation) {
      await call('POST', '/tenants', creation)
      return site(creation.sid)
    },
    removeTenant: sid => call('DELETE', `/tenants/${encodeURIComponent(sid)}`),
    resetAll: () => call('POST', '/reset'),
    site,
  }
}
