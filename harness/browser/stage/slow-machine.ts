/** Plays journeys as on a machine that is ten times as slow: to prove that slow is not wrong. Chromium only. */
import type { Browser } from '@playwright/test'
import type { Player } from './fixtures.ts'
import { play } from './play.ts'

/** How many times slower a page runs. */
const slowdown = 10

const throttled = (browser: Browser): Browser =>
  new Proxy(browser, {
    get: (it, name) => {
      if (name === 'newContext')
        return async (options: Parameters<Browser['newContext']>[0]) => {
          const context = await it.newContext(options)
          context.on('page', page => {
            // A page that has gone already needs no brake.
            void context
              .newCDPSession(page)
              .then(session => session.send('Emulation.setCPUThrottlingRate', { rate: slowdown }))
              .catch(() => undefined)
          })
          return context
        }
      const member: unknown = Reflect.get(it, name)
      return typeof member === 'function' ? (member.bind(it) as unknown) : member
    },
  })

export const onSlowMachine: Player = {
  play: (journey, site, theatre) => play(journey, site, { ...theatre, browser: throttled(theatre.browser) }),
}
