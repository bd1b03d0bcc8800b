/** Puts one mock together: its clock, its visitors, the exchange of tokens, and the fault that is set. */
import { browserScript } from '../bundling/browser-script.ts'
import { createClock } from './clock.ts'
import { createExchange, digest } from './exchange.ts'
import { createFaults } from './fault-in-force.ts'
import { forgetful } from './kept-state.ts'
import type { Mock, MockEvent, MockOptions } from './mock.ts'
import { randomHex } from './random-hex.ts'
import { defaultPlatformSettings } from './settings.ts'
import { createVisitors, defaultVisitorLimits } from './visitors.ts'

export function createMock(options: MockOptions): Mock {
  const given = options.clock ?? createClock()
  const keeper = options.keeper ?? forgetful
  const settings = { ...defaultPlatformSettings, ...options.settings }
  if (options.sessionMinutes !== undefined) settings.sessionMinutes = options.sessionMinutes

  const deskListeners = new Set<() => void>()
  let tenant = options.tenant

  const emit = (event: MockEvent) => options.onEvent?.(event)
  const deskChanged = () => {
    emit({ kind: 'desk-changed' })
    for (const listener of deskListeners) listener()
  }
  const clock = {
    now: () => given.now(),
    sessionNow: () => given.sessionNow(),
    jump(milliseconds: number) {
      given.jump(milliseconds)
      deskChanged()
    },
  }

  const newVisitors = () =>
    createVisitors({
      now: clock.sessionNow,
      randomHex,
      settings,
      keeper,
      ...(options.presence && { presence: options.presence }),
      limits: { ...defaultVisitorLimits, ...options.limits },
    })
  let visitors = newVisitors()
  const { exchange, logout, judge, forget } = createExchange({
    tenant: () => tenant,
    visitors: () => visitors,
    clock,
    settings,
    keeper,
    maxSessions: 2 * (options.limits?.visitors ?? defaultVisitorLimits.visitors),
    emit,
    deskChanged,
  })
  const faults = createFaults(emit)

  return {
    ...faults,
    get tenant() {
      return tenant
    },
    clock,
    latencyMs: () => options.latencyMs?.() ?? 0,
    onDeskChange(listener) {
      deskListeners.add(listener)
      return () => deskListeners.delete(listener)
    },
    desk: most => visitors.desk(most),
    deskOf: vuid => visitors.deskOf(vuid),
    conversation: id => visitors.conversation(id),
    conversationOfUser: userId => visitors.ofUser(userId),
    chatOf: vuid => visitors.chatOf(vuid),
    count: () => visitors.count,
    sessionOf: jwt => {
      const id = visitors.sessionWith(digest(jwt))
      return id === null ? null : visitors.sessionState(id)
    },
    setTenant: changed => {
      tenant = changed
    },
    changeSettings: changed => {
      Object.assign(settings, changed)
      deskChanged()
    },
    tag() {
      emit({ kind: 'tag-served' })
      return browserScript(new URL('../tag/iadvize.ts', import.meta.url))
    },
    judge,
    exchange,
    logout,
    say(conversation, from, text) {
      const said = visitors.say(conversation, from, text)
      if (said) deskChanged()
      return said
    },
    reset() {
      keeper.clear()
      visitors = newVisitors()
      forget()
      faults.setFault(null)
      deskChanged()
    },
  }
}
