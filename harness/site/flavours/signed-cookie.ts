import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import type { Session } from '../plan.ts'
import { cookieOf, newId, sessionCookie } from '../sessions.ts'
import type { SessionSurroundings, ShopSessions } from '../sessions.ts'
import type { Flavour } from './flavour.ts'

const key = randomBytes(32)
const signature = (signed: string): Buffer => createHmac('sha256', key).update(signed).digest()
const part = (of: object): string => Buffer.from(JSON.stringify(of)).toString('base64url')

type Claims = { jti: string; sub: string | null; basket: number }

/** All of a session stands in its cookie; the server remembers only which of them were ended. */
const signedSessions = ({ customers, cookieOptions }: SessionSurroundings): ShopSessions => {
  const ended = new Set<string>()
  const written = ({ id, customer, basket }: Session): string => {
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ jti: id, sub: customer?.id ?? null, basket })}`
    return `${signed}.${signature(signed).toString('base64url')}`
  }
  const read = (request: Request): Session | null => {
    const [header = '', payload = '', signedBy = ''] = (cookieOf(request) ?? '').split('.')
    const given = Buffer.from(signedBy, 'base64url')
    const expected = signature(`${header}.${payload}`)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    const { jti, sub, basket } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
    const customer = customers.find(({ id }) => id === sub) ?? null
    return ended.has(jti) ? null : { id: jti, customer, basket }
  }
  return {
    of: read,
    open: (response, customer, basket) => {
      const session = { id: newId(), customer, basket }
      response.cookie(sessionCookie, written(session), cookieOptions)
      return session
    },
    keep: (response, session) => {
      response.cookie(sessionCookie, written(session), cookieOptions)
    },
    end: (session, response) => {
      if (session) ended.add(session.id)
      response?.clearCookie(sessionCookie, cookieOptions)
    },
  }
}

export const signedCookie: Flavour = {
  summary: 'a session is a signed cookie and nothing else; the server remembers only the sessions that were ended',
  apply: plan => plan,
  sessions: signedSessions,
}
