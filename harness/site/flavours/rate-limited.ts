import { bare, login } from '../pages.ts'
import type { Flavour } from './flavour.ts'

const most = 2
/** Seconds. A real one takes a minute, and then a proof of it as well. */
const lockSeconds = 3

export const rateLimited: Flavour = {
  summary: 'after two sign-ins it lets nobody in for a while: status 429, and how long to wait',
  apply: plan => plan,
  doors: app => {
    let attempts = 0
    let lockedUntil = 0
    app.post('/login', (_request, response, next) => {
      const now = Date.now()
      if (lockedUntil > 0 && now >= lockedUntil) [attempts, lockedUntil] = [0, 0]
      if (attempts < most) {
        attempts += 1
        return next()
      }
      lockedUntil ||= now + lockSeconds * 1000
      const page = { ...login(false), title: 'Too many attempts' }
      return response
        .status(429)
        .set({ 'Retry-After': String(Math.ceil((lockedUntil - now) / 1000)), 'Cache-Control': 'no-store' })
        .send(bare(page, { scripts: [], bodyData: {}, nonce: '' }))
    })
  },
}
