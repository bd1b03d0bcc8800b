/** How the shop knows its visitors again from one request to the next. */
import { randomBytes } from 'node:crypto'
import type { CookieOptions, Request, Response } from 'express'
import type { Customer } from './customers.ts'
import type { Session } from './plan.ts'

export type ShopSessions = {
  of(request: Request): Session | null
  /** a new one; customer null: a guest's */
  open(response: Response, customer: Customer | null, basket: number): Session
  /** after its basket has changed */
  keep(response: Response, session: Session): void
  /** response null: another session takes its place in the same answer */
  end(session: Session | null, response: Response | null): void
}

/** What kinds of sessions have to go by. */
export type SessionSurroundings = { customers: readonly Customer[]; cookieOptions: CookieOptions }

export const sessionCookie = 'session'

export const cookieOf = (request: Request): string | undefined =>
  request.headers.cookie
    ?.split('; ')
    .find(pair => pair.startsWith(`${sessionCookie}=`))
    ?.slice(sessionCookie.length + 1)

export const newId = (): string => randomBytes(32).toString('base64url')

/** The server remembers all of them; the cookie holds a number that says nothing. */
export const rememberedSessions = ({ cookieOptions }: SessionSurroundings): ShopSessions => {
  const sessions = new Map<string, Session>()
  return {
    of: request => sessions.get(cookieOf(request) ?? '') ?? null,
    open: (response, customer, basket) => {
      const session = { id: newId(), customer, basket }
      sessions.set(session.id, session)
      response.cookie(sessionCookie, session.id, cookieOptions)
      return session
    },
    keep: () => undefined,
    end: (session, response) => {
      sessions.delete(session?.id ?? '')
      response?.clearCookie(sessionCookie, cookieOptions)
    },
  }
}
