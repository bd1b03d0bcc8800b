import { expect, test } from '@playwright/test'
import type { DeskView, Presence } from './desk-view.ts'
import { defaultPlatformSettings, type PlatformSettings } from './settings.ts'
import { createVisitors } from './visitors.ts'

const minutes = 60_000
const phone = { vuid: 'phone', page: '/account', extId: null }
const laptop = { vuid: 'laptop', page: '/account', extId: null }
const alice = { userId: 'u-alice', visitorData: { firstName: 'Alice' } }
const bob = { userId: 'u-bob', visitorData: { firstName: 'Bob' } }

function visitorsAt(start: number, changed: Partial<PlatformSettings> = {}) {
  const clock = { now: start }
  let made = 0
  const visitors = createVisitors({
    now: () => clock.now,
    randomHex: () => `id-${++made}`,
    settings: { ...defaultPlatformSettings, ...changed },
  })
  return { clock, visitors }
}

test('a signed-in visitor has a padlock, a guest has none', () => {
  const { visitors } = visitorsAt(0)
  visitors.signIn(phone, alice)
  visitors.arrive(laptop, null)
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: true, reason: 'identity verified', name: 'Alice' })
  expect(visitors.deskOf('laptop')).toMatchObject({
    padlock: false,
    reason: 'anonymous',
    name: 'Visitor 1002',
    userId: null,
  })
  expect(visitors.deskOf('nobody')).toBeNull()
  expect(visitors.desk().map(view => view.name)).toEqual(['Visitor 1002', 'Alice'])
})

test('extID takes the padlock away and leaves the session', () => {
  const { visitors } = visitorsAt(0)
  const { session } = visitors.signIn({ ...phone, extId: 'old-id' }, alice)
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: false, reason: 'extID is set', extId: 'old-id' })
  expect(visitors.sessionState(session!.id)).toEqual({ userId: 'u-alice', state: 'live' })
  visitors.signIn(phone, alice)
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: true, extId: null })
})

test('a session ends after its minutes, to the millisecond', () => {
  const { clock, visitors } = visitorsAt(0, { sessionMinutes: 7 })
  const { session } = visitors.signIn(phone, alice)
  clock.now = 7 * minutes - 1
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: true })
  clock.now = 7 * minutes
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: false, reason: 'session expired', userId: 'u-alice' })
  expect(visitors.sessionState(session!.id)).toMatchObject({ state: 'expired' })
})

test('signing out ends the session, once', () => {
  const { visitors } = visitorsAt(0)
  const { session } = visitors.signIn(phone, alice)
  expect(visitors.signOut('phone')).toBe(true)
  expect(visitors.signOut('phone')).toBe(false)
  expect(visitors.signOut('nobody')).toBe(false)
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: false, reason: 'signed out', online: false })
  expect(visitors.sessionState(session!.id)).toMatchObject({ state: 'ended' })
})

test('a new session replaces the former one of the same browser, not that of another', () => {
  const { visitors } = visitorsAt(0)
  const first = visitors.signIn(phone, alice).session!
  const other = visitors.signIn(laptop, alice).session!
  const second = visitors.signIn(phone, alice).session!
  const states = [first, other, second].map(({ id }) => visitors.sessionState(id)?.state)
  expect(states).toEqual(['replaced', 'live', 'live'])
})

test('the anonymous conversation continues when its visitor signs in', () => {
  const { visitors } = visitorsAt(0)
  const { conversation } = visitors.arrive(phone, null)
  visitors.say(conversation, 'visitor', 'Where is my parcel?')
  expect(visitors.signIn(phone, alice).conversation).toBe(conversation)
  expect(visitors.deskOf('phone')?.messages).toEqual([{ from: 'visitor', text: 'Where is my parcel?', at: 0 }])
})

test("the user's ongoing conversation takes the place of the anonymous one", () => {
  const { visitors } = visitorsAt(0)
  const ongoing = visitors.signIn(laptop, alice).conversation
  const empty = visitors.arrive(phone, null).conversation
  expect(visitors.signIn(phone, alice).conversation).toBe(ongoing)
  expect(visitors.deskOf('phone')?.vuids).toEqual(['phone', 'laptop'])
  expect(visitors.desk().map(view => view.conversation)).not.toContain(empty)
})

test('an anonymous conversation with messages stays on the desk when another takes its place', () => {
  const { visitors } = visitorsAt(0)
  visitors.signIn(laptop, alice)
  const { conversation } = visitors.arrive(phone, null)
  visitors.say(conversation, 'visitor', 'Hello?')
  visitors.signIn(phone, alice)
  const left = visitors.desk().find(view => view.conversation === conversation)
  expect(left).toMatchObject({ online: false, vuids: [], padlock: false, reason: 'anonymous' })
})

test('the next person on a device never gets the conversation of the one before', () => {
  const { visitors } = visitorsAt(0)
  const hers = visitors.signIn(phone, alice).conversation
  const his = visitors.signIn(phone, bob).conversation
  expect(his).not.toBe(hers)
  expect(visitors.deskOf('phone')).toMatchObject({ userId: 'u-bob', name: 'Bob', padlock: true })

  visitors.signOut('phone')
  const guest = visitors.arrive(phone, null).conversation
  expect([hers, his]).not.toContain(guest)
  expect(visitors.deskOf('phone')).toMatchObject({ userId: null, reason: 'anonymous' })
})

test('a browser that signs out leaves the other browser of the user as it is', () => {
  const { visitors } = visitorsAt(0)
  visitors.signIn(laptop, alice)
  visitors.signIn(phone, alice)
  visitors.signOut('phone')
  expect(visitors.desk()).toMatchObject([{ padlock: true, online: true }])
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: false, reason: 'signed out' })
})

test('an anonymous activation keeps a live identity whose JWT is still stored: a forgotten logout stays visible', () => {
  const { visitors } = visitorsAt(0)
  const { session } = visitors.signIn(phone, alice)
  expect(visitors.arrive(phone, session!.id).session?.id).toBe(session!.id)
  expect(visitors.deskOf('phone')).toMatchObject({ padlock: true })
})

test('an anonymous activation drops an identity that is not stored, not live, or not to be kept', () => {
  const unstored = visitorsAt(0)
  const { session } = unstored.visitors.signIn(phone, alice)
  expect(unstored.visitors.arrive(phone, null).session).toBeNull()
  expect(unstored.visitors.sessionState(session!.id)).toMatchObject({ state: 'replaced' })

  const expired = visitorsAt(0)
  const old = expired.visitors.signIn(phone, alice).session!
  expired.clock.now = 61 * minutes
  expect(expired.visitors.arrive(phone, old.id).session).toBeNull()
  expect(expired.visitors.deskOf('phone')).toMatchObject({ userId: null, reason: 'anonymous' })

  const strict = visitorsAt(0, { anonymousOverIdentity: 'drops-identity' })
  const dropped = strict.visitors.signIn(phone, alice).session!
  expect(strict.visitors.arrive(phone, dropped.id).session).toBeNull()
})

test('the visitor id can be renewed after sign-out', () => {
  const { visitors } = visitorsAt(0, { visitorIdAfterSignOut: 'renewed' })
  expect(visitors.signIn(phone, alice).vuid).toBe('phone')
  visitors.signOut('phone')
  const { vuid } = visitors.arrive(phone, null)
  expect(vuid).not.toBe('phone')
  expect(visitors.deskOf(vuid)).toMatchObject({ reason: 'anonymous' })
})

test('conversations can open with the first message, and forget the oldest beyond 500', () => {
  const { visitors } = visitorsAt(5, { conversationOpens: 'on-first-message' })
  const { conversation } = visitors.arrive(phone, null)
  expect(visitors.desk()).toEqual([])
  expect(visitors.say(conversation, 'agent', 'Good evening')).toBe(true)
  expect(visitors.say('no such conversation', 'agent', 'Good evening')).toBe(false)
  expect(visitors.desk()).toMatchObject([{ messages: [{ from: 'agent', text: 'Good evening', at: 5 }] }])
  for (let number = 1; number <= 500; number += 1) visitors.say(conversation, 'agent', `Line ${number}.`)
  const [{ messages, forgotten }] = visitors.desk() as [DeskView]
  expect([messages.length, messages[0]?.text, forgotten]).toEqual([500, 'Line 1.', 1])
})

test('a verified user’s conversation is open to a live session alone, and whoever asks is told why', () => {
  const { clock, visitors } = visitorsAt(0)
  expect(visitors.chatOf('phone')).toEqual({ conversation: null, closed: 'unknown', endsAt: null })
  const { conversation } = visitors.signIn(phone, alice)
  expect(visitors.chatOf('phone')).toEqual({ conversation, closed: null, endsAt: 60 * minutes })
  clock.now = 61 * minutes
  expect(visitors.chatOf('phone')).toEqual({ conversation: null, closed: 'session-ended', endsAt: 60 * minutes })
  visitors.signOut('phone')
  expect(visitors.chatOf('phone')).toMatchObject({ conversation: null, closed: 'signed-out' })
})

test('a conversation is where one of its browsers is; who has signed out is nowhere', () => {
  const there = new Map<string, Presence>([['phone', 'offline']])
  const visitors = createVisitors({
    now: () => 0,
    randomHex: () => 'one',
    settings: defaultPlatformSettings,
    presence: vuid => there.get(vuid) ?? 'online',
  })
  visitors.signIn(laptop, alice)
  visitors.signIn(phone, alice)
  expect(visitors.desk()).toMatchObject([{ online: true, presence: 'online' }])
  expect(visitors.deskOf('phone')).toMatchObject({ online: false, presence: 'offline' })
  there.set('laptop', 'background')
  expect(visitors.desk()).toMatchObject([{ online: false, presence: 'background' }])
  visitors.signOut('laptop')
  expect(visitors.desk()).toMatchObject([{ presence: 'offline' }])
})
