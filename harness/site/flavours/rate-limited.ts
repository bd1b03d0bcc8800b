import { bare, login } from '../pages.ts'
import type { Flavour } from './flavour.ts'

const most = 5
const windowMs = 60_000

export const rateLimited: Flavour = {
  summary: 'five sign-ins a minute; who comes sooner gets status 429, and is told how long to wait',
  apply: plan => plan,
  doors: app => {
    let attempts: number[] = []
    app.post('/login', (_request, response, next) => {
      const now = Date.now()
      attempts = attempts.filter(at => now - at < windowMs)
      const [first = now] = attempts
      if (attempts.length < most) {
        attempts.push(now)
        return next()
      }
      const page = { ...login(false), title: 'Too many attempts' }
      return response
        .status(429)
        .set({ 'Retry-After': String(Math.ceil((first + windowMs - now) / 1000)), 'Cache-Control': 'no-store' })
        .send(bare(page, { scripts: [], bodyData: {}, nonce: '' }))
    })
  },
}
