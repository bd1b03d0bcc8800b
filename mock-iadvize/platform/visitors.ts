/**
 * Who iAdvize takes each browser for: identities, sessions, conversations, extID, hence what the agent's desk shows.
 * State without input or output: clock, randomness and the keeper of what outlives the process are passed in. Bounded: beyond the
 * limits, the oldest are forgotten.
 */
import { boundedMap } from '../token/bounded-map.ts'
import { forgetful, type Keeper } from './kept-state.ts'
import type { ChatAccess, DeskView, Presence, SessionView } from './desk-view.ts'
import type { PlatformSettings } from './settings.ts'

/** A browser that activates. `extId`: what the page carried at this moment. */
export type Arrival = { vuid: string; page: string; extId: string | null }

/** What the browser is told. `expiresAt`: milliseconds since the epoch, session clock. */
export type Admission = {
  vuid: string
  conversation: string
  session: { id: string; userId: string; expiresAt: number } | null
}

/** How many are remembered of each. */
export type VisitorLimits = { visitors: number; conversations: number; messagesInOne: number }
export const defaultVisitorLimits: VisitorLimits = { visitors: 12_000, conversations: 12_000, messagesInOne: 500 }

/** `onTrust`: nobody looked into the token, and the userId is a stand-in. `token`: SHA-256 of the session token, once made */
type Session = {
  id: string
  userId: string
  onTrust: boolean
  expiresAt: number
  end: 'ended' | 'replaced' | null
  token: string | null
}
type Conversation = {
  id: string
  /** for an agent to tell anonymous visitors apart */
  number: number
  /** null: nobody's yet. Once a user's, it never becomes another's */
  userId: string | null
  since: number
  visitorData: Record<string, string>
  messages: DeskView['messages']
  /** how many messages there ever were: the oldest may be forgotten */
  written: number
  /** visitor id → the browser's visitor */
  present: Map<string, Visitor>
}
type Visitor = {
  vuid: string
  conversation: Conversation
  session: Session | null
  signedOut: boolean
  extId: string | null
  page: string
  /** number of its latest activation: orders browsers that share a conversation */
  activation: number
}

export function createVisitors({
  now,
  randomHex,
  settings,
  keeper = forgetful,
  presence = () => 'online',
  limits = defaultVisitorLimits,
}: {
  /** milliseconds since the epoch, session clock */
  now: () => number
  randomHex: (characters: number) => string
  settings: Readonly<PlatformSettings>
  keeper?: Keeper
  /** whether a browser that has not signed out has a page open */
  presence?: (vuid: string) => Presence
  limits?: VisitorLimits
}) {
  const visitors = boundedMap<string, Visitor>(limits.visitors, (vuid, visitor) => {
    visitor.conversation.present.delete(vuid)
    keeper.drop('visitor', vuid)
  })
  const sessions = boundedMap<string, Session>(2 * limits.visitors, id => keeper.drop('session', id))
  const conversations = boundedMap<string, Conversation>(limits.conversations, (_id, conversation) =>
    forget(conversation),
  )
  /** userId → the user's conversation */
  const conversationOf = new Map<string, Conversation>()
  /** SHA-256 of a session token → its session's id */
  const sessionByToken = boundedMap<string, string>(2 * limits.visitors)
  let opened = 0
  let activations = 0

  const keepVisitor = ({ conversation, session, ...visitor }: Visitor) =>
    keeper.put('visitor', visitor.vuid, { ...visitor, conversation: conversation.id, session: session?.id ?? null })
  const keepSession = (session: Session) => keeper.put('session', session.id, { ...session })
  const keepConversation = ({ id, number, userId, since, visitorData }: Conversation) =>
    keeper.put('conversation', id, { id, number, userId, since, visitorData })

  const isLive = (session: Session) => session.end === null && now() < session.expiresAt
  const visitorsIn = (conversation: Conversation) =>
    [...conversation.present.values()].sort((one, other) => other.activation - one.activation)

  function place(visitor: Visitor): void {
    visitors.get(visitor.vuid)?.conversation.present.delete(visitor.vuid)
    visitor.conversation.present.set(visitor.vuid, visitor)
    visitors.set(visitor.vuid, visitor)
    keepVisitor(visitor)
  }

  function openConversation(userId: string | null): Conversation {
    opened += 1
    const conversation: Conversation = {
      id: randomHex(12),
      number: 1000 + opened,
      userId,
      since: now(),
      visitorData: {},
      messages: [],
      written: 0,
      present: new Map(),
    }
    conversations.set(conversation.id, conversation)
    keepConversation(conversation)
    return conversation
  }

  /** It and all who are in it: their browsers come back as strangers. */
  function forget(conversation: Conversation): void {
    conversations.delete(conversation.id)
    if (conversation.userId !== null && conversationOf.get(conversation.userId) === conversation)
      conversationOf.delete(conversation.userId)
    for (const { vuid } of conversation.present.values()) {
      visitors.delete(vuid)
      keeper.drop('visitor', vuid)
    }
    keeper.drop('conversation', conversation.id)
    const first = conversation.written - conversation.messages.length
    for (let index = first; index < conversation.written; index += 1)
      keeper.drop('message', `${conversation.id} ${index}`)
  }

  function end(session: Session, how: 'ended' | 'replaced'): void {
    session.end = how
    keepSession(session)
  }

  /** The browser's visitor, in a conversation that `choose` picks by the one that it may continue: an anonymous one. */
  function admit(arrival: Arrival, session: Session | null, choose: (anonymous: Conversation | null) => Conversation) {
    const known = visitors.get(arrival.vuid)
    const renewed = known?.signedOut === true && settings.visitorIdAfterSignOut === 'renewed'
    const vuid = renewed ? randomHex(45) : arrival.vuid
    const former = known?.conversation
    const continued = former && !known.signedOut && former.userId === null ? former : null
    const conversation = choose(continued)
    activations += 1
    const { page, extId } = arrival
    place({ vuid, conversation, session, signedOut: false, extId, page, activation: activations })
    const left = former && former !== conversation && former.messages.length === 0 && former.userId === null
    if (left && former.present.size === 0) forget(former)
    return admission(vuid, conversation, session)
  }

  const admission = (vuid: string, conversation: Conversation, session: Session | null): Admission => ({
    vuid,
    conversation: conversation.id,
    session: session && { id: session.id, userId: session.userId, expiresAt: session.expiresAt },
  })

  function reasonOf(visitor: Visitor | undefined, conversation: Conversation): string {
    if (!visitor) return conversation.userId === null ? 'anonymous' : 'signed out'
    if (visitor.signedOut) return 'signed out'
    if (!visitor.session) return 'anonymous'
    if (!isLive(visitor.session)) return 'session expired'
    if (visitor.extId !== null) return 'extID is set'
    return visitor.session.onTrust ? 'accepted on trust' : 'identity verified'
  }

  /** Of several browsers, the one that is there most surely. */
  function presenceOf(browsers: readonly Visitor[]): Presence {
    const all = new Set(browsers.filter(({ signedOut }) => !signedOut).map(({ vuid }) => presence(vuid)))
    return (['online', 'background', 'unknown'] as const).find(each => all.has(each)) ?? 'offline'
  }

  function view(
    conversation: Conversation,
    visitor: Visitor | undefined,
    browsers: readonly Visitor[] = visitor ? [visitor] : [],
  ): DeskView {
    const data = conversation.visitorData
    const reason = reasonOf(visitor, conversation)
    const vuids = visitorsIn(conversation).map(each => each.vuid)
    const isThere = presenceOf(browsers)
    return {
      conversation: conversation.id,
      name: data['firstName'] || `Visitor ${conversation.number}`,
      userId: conversation.userId,
      visitorData: { ...data },
      padlock: reason === 'identity verified' || reason === 'accepted on trust',
      reason,
      extId: visitor?.extId ?? null,
      online: isThere === 'online',
      presence: isThere,
      vuids,
      page: visitor?.page ?? '',
      since: conversation.since,
      messages: conversation.messages.map(message => ({ ...message })),
      forgotten: conversation.written - conversation.messages.length,
    }
  }

  /** As the latest activation of those still there left it, where several browsers share one. */
  const latestView = (conversation: Conversation): DeskView => {
    const present = visitorsIn(conversation)
    return view(conversation, present.find(visitor => !visitor.signedOut) ?? present[0], present)
  }

  function restore(): void {
    for (const kept of keeper.all('conversation')) {
      const conversation = { ...kept, messages: [], written: 0, present: new Map() }
      conversations.set(kept.id, conversation)
      if (kept.userId !== null) conversationOf.set(kept.userId, conversation)
      opened = Math.max(opened, kept.number - 1000)
    }
    for (const { conversation: id, index, ...message } of keeper.all('message')) {
      const conversation = conversations.get(id)
      conversation?.messages.push(message)
      if (conversation) conversation.written = index + 1
    }
    for (const kept of keeper.all('session')) {
      sessions.set(kept.id, { ...kept })
      if (kept.token !== null) sessionByToken.set(kept.token, kept.id)
    }
    for (const kept of keeper.all('visitor').sort((one, other) => one.activation - other.activation)) {
      const conversation = conversations.get(kept.conversation)
      if (!conversation) continue
      const visitor = { ...kept, conversation, session: kept.session ? (sessions.get(kept.session) ?? null) : null }
      conversation.present.set(kept.vuid, visitor)
      visitors.set(kept.vuid, visitor)
      activations = Math.max(activations, kept.activation)
    }
  }
  restore()

  return {
    /** A guest activates. `presented`: id of the session whose JWT the browser still stores. */
    arrive(arrival: Arrival, presented: string | null): Admission {
      const known = visitors.get(arrival.vuid)
      const session = known?.session ?? null
      if (known && session && isLive(session)) {
        if (session.id === presented && settings.anonymousOverIdentity === 'keeps-identity')
          return admit(arrival, session, () => known.conversation)
        end(session, 'replaced')
      }
      return admit(arrival, null, anonymous => anonymous ?? openConversation(null))
    },

    /** A visitor whose token was accepted activates: the anonymous conversation continues, unless the user has one. */
    signIn(
      arrival: Arrival,
      user: { userId: string; visitorData: Record<string, string>; onTrust?: boolean },
    ): Admission {
      const former = visitors.get(arrival.vuid)?.session
      if (former && isLive(former)) end(former, 'replaced')
      const expiresAt = now() + settings.sessionMinutes * 60_000
      const { userId, onTrust = false } = user
      const session: Session = { id: randomHex(32), userId, onTrust, expiresAt, end: null, token: null }
      sessions.set(session.id, session)
      keepSession(session)
      return admit(arrival, session, anonymous => {
        const conversation = conversationOf.get(userId) ?? anonymous ?? openConversation(null)
        conversation.userId = userId
        conversation.visitorData = { ...user.visitorData }
        conversationOf.set(userId, conversation)
        keepConversation(conversation)
        return conversation
      })
    },

    /** Says whether there was a session to end. */
    signOut(vuid: string): boolean {
      const visitor = visitors.get(vuid)
      if (!visitor) return false
      const had = visitor.session !== null && isLive(visitor.session)
      if (visitor.session && had) end(visitor.session, 'ended')
      place({ ...visitor, session: null, signedOut: true })
      return had
    },

    /** false: there is no such conversation */
    say(conversation: string, from: 'visitor' | 'agent', text: string): boolean {
      const found = conversations.get(conversation)
      if (!found) return false
      const message = { from, text, at: now() }
      keeper.put('message', `${conversation} ${found.written}`, { conversation, index: found.written, ...message })
      found.written += 1
      found.messages.push(message)
      if (found.messages.length > limits.messagesInOne) {
        found.messages.shift()
        keeper.drop('message', `${conversation} ${found.written - 1 - limits.messagesInOne}`)
      }
      return true
    },

    /** Newest conversation first. `most`: how many. */
    desk(most = Infinity): DeskView[] {
      return [...conversations.values()]
        .filter(({ messages }) => settings.conversationOpens === 'on-arrival' || messages.length > 0)
        .toReversed()
        .slice(0, most)
        .map(latestView)
    },

    conversation(id: string): DeskView | null {
      const conversation = conversations.get(id)
      return conversation ? latestView(conversation) : null
    },

    /** The conversation of a userId; null: that user was never verified */
    ofUser(userId: string): DeskView | null {
      const conversation = conversationOf.get(userId)
      return conversation ? latestView(conversation) : null
    },

    deskOf(vuid: string): DeskView | null {
      const visitor = visitors.get(vuid)
      return visitor ? view(visitor.conversation, visitor) : null
    },

    /**
     * The conversation that this browser may read and write. A verified user's is open to a live session alone, so that whoever comes
     * after on the same device reads nothing of it.
     */
    chatOf(vuid: string): ChatAccess {
      const visitor = visitors.get(vuid)
      if (!visitor || visitor.signedOut)
        return { conversation: null, closed: visitor ? 'signed-out' : 'unknown', endsAt: null }
      const { conversation, session } = visitor
      const endsAt = session && session.end === null ? session.expiresAt : null
      return conversation.userId !== null && !(session && isLive(session))
        ? { conversation: null, closed: 'session-ended', endsAt }
        : { conversation: conversation.id, closed: null, endsAt }
    },

    /** From now on this session is known by its token. `token`: its SHA-256 */
    giveToken(id: string, token: string): void {
      const session = sessions.get(id)
      if (!session) return
      session.token = token
      sessionByToken.set(token, id)
      keepSession(session)
    },

    /** id of the session with this token, given as its SHA-256; null: not one of ours */
    sessionWith: (token: string): string | null => sessionByToken.get(token) ?? null,

    sessionState(id: string): SessionView | null {
      const session = sessions.get(id)
      if (!session) return null
      return { userId: session.userId, state: session.end ?? (isLive(session) ? 'live' : 'expired') }
    },

    get count() {
      return { visitors: visitors.size, conversations: conversations.size }
    },
  }
}

export type Visitors = ReturnType<typeof createVisitors>
