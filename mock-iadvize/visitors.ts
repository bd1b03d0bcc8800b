/**
 * Who iAdvize takes each browser for: identities, sessions, conversations, extID, hence what the agent's desk shows.
 * State without input or output: clock and randomness are passed in.
 */
import type { DeskView, SessionView } from './mock.ts'
import type { PlatformSettings } from './settings.ts'

/** A browser that activates. `extId`: what the page carried at this moment. */
export type Arrival = { vuid: string; page: string; extId: string | null }

/** What the browser is told. `expiresAt`: milliseconds since the epoch, session clock. */
export type Admission = {
  vuid: string
  conversation: string
  session: { id: string; userId: string; expiresAt: number } | null
}

/** `onTrust`: nobody looked into the token, and the userId is a stand-in */
type Session = {
  id: string
  userId: string
  onTrust: boolean
  expiresAt: number
  end: 'ended' | 'replaced' | null
}
type Conversation = {
  id: string
  /** for an agent to tell anonymous visitors apart */
  number: number
  /** null: nobody's yet. Once a user's, it never becomes another's */
  userId: string | null
  since: number
  messages: DeskView['messages']
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
}: {
  /** milliseconds since the epoch, session clock */
  now: () => number
  randomHex: (characters: number) => string
  settings: Readonly<PlatformSettings>
}) {
  const visitors = new Map<string, Visitor>()
  const sessions = new Map<string, Session>()
  const conversations = new Map<string, Conversation>()
  const visitorData = new Map<string, Record<string, string>>()
  let opened = 0
  let activations = 0

  const isLive = (session: Session) => session.end === null && now() < session.expiresAt
  const visitorsIn = (conversation: Conversation) =>
    [...visitors.values()]
      .filter(visitor => visitor.conversation === conversation)
      .sort((one, other) => other.activation - one.activation)
  const ongoingOf = (userId: string) => [...conversations.values()].find(conversation => conversation.userId === userId)

  function openConversation(userId: string | null): Conversation {
    opened += 1
    const conversation = { id: randomHex(12), number: 1000 + opened, userId, since: now(), messages: [] }
    conversations.set(conversation.id, conversation)
    return conversation
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
    visitors.set(vuid, { ...arrival, vuid, session, conversation, signedOut: false, activation: activations })
    if (former && former !== conversation && former.messages.length === 0 && former.userId === null) {
      if (visitorsIn(former).length === 0) conversations.delete(former.id)
    }
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

  function view(conversation: Conversation, visitor: Visitor | undefined): DeskView {
    const data = (conversation.userId !== null && visitorData.get(conversation.userId)) || {}
    const reason = reasonOf(visitor, conversation)
    const vuids = visitorsIn(conversation).map(each => each.vuid)
    return {
      conversation: conversation.id,
      name: data.firstName || `Visitor ${conversation.number}`,
      userId: conversation.userId,
      visitorData: { ...data },
      padlock: reason === 'identity verified' || reason === 'accepted on trust',
      reason,
      extId: visitor?.extId ?? null,
      online: visitor !== undefined && !visitor.signedOut,
      vuids,
      page: visitor?.page ?? '',
      since: conversation.since,
      messages: conversation.messages.map(message => ({ ...message })),
    }
  }

  return {
    /** A guest activates. `presented`: id of the session whose JWT the browser still stores. */
    arrive(arrival: Arrival, presented: string | null): Admission {
      const known = visitors.get(arrival.vuid)
      const session = known?.session ?? null
      if (known && session && isLive(session)) {
        if (session.id === presented && settings.anonymousOverIdentity === 'keeps-identity')
          return admit(arrival, session, () => known.conversation)
        session.end = 'replaced'
      }
      return admit(arrival, null, anonymous => anonymous ?? openConversation(null))
    },

    /** A visitor whose token was accepted activates: the anonymous conversation continues, unless the user has one. */
    signIn(
      arrival: Arrival,
      user: { userId: string; visitorData: Record<string, string>; onTrust?: boolean },
    ): Admission {
      const former = visitors.get(arrival.vuid)?.session
      if (former && isLive(former)) former.end = 'replaced'
      const expiresAt = now() + settings.sessionMinutes * 60_000
      const { userId, onTrust = false } = user
      const session: Session = { id: randomHex(32), userId, onTrust, expiresAt, end: null }
      sessions.set(session.id, session)
      visitorData.set(user.userId, { ...user.visitorData })
      return admit(arrival, session, anonymous => {
        const conversation = ongoingOf(user.userId) ?? anonymous ?? openConversation(null)
        conversation.userId = user.userId
        return conversation
      })
    },

    /** Says whether there was a session to end. */
    signOut(vuid: string): boolean {
      const visitor = visitors.get(vuid)
      if (!visitor) return false
      const had = visitor.session !== null && isLive(visitor.session)
      if (visitor.session && had) visitor.session.end = 'ended'
      visitors.set(vuid, { ...visitor, session: null, signedOut: true })
      return had
    },

    /** false: there is no such conversation */
    say(conversation: string, from: 'visitor' | 'agent', text: string): boolean {
      const found = conversations.get(conversation)
      found?.messages.push({ from, text, at: now() })
      return found !== undefined
    },

    /** Newest conversation first; where several browsers share one, as the latest activation of those still there left it. */
    desk(): DeskView[] {
      return [...conversations.values()]
        .filter(({ messages }) => settings.conversationOpens === 'on-arrival' || messages.length > 0)
        .toReversed()
        .map(conversation => {
          const present = visitorsIn(conversation)
          return view(conversation, present.find(visitor => !visitor.signedOut) ?? present[0])
        })
    },

    deskOf(vuid: string): DeskView | null {
      const visitor = visitors.get(vuid)
      return visitor ? view(visitor.conversation, visitor) : null
    },

    sessionState(id: string): SessionView | null {
      const session = sessions.get(id)
      if (!session) return null
      return { userId: session.userId, state: session.end ?? (isLive(session) ? 'live' : 'expired') }
    },
  }
}
