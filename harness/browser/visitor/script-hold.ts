/** Holds the scripts of one page back, all but the tag, as a slow network would. Chromium only. */
import type { CDPSession, Page, Request } from '@playwright/test'
import { tagPath } from '../../../mock-iadvize/contract.ts'

export type ScriptHold = {
  holds(request: Request): boolean
  /** scripts that wait */
  count(): number
  /** lets the one go that was asked for first */
  releaseFirst(): Promise<void>
  /** lets all go, now and from now on */
  release(): Promise<void>
}

const isTag = (url: string): boolean => URL.canParse(url) && new URL(url).pathname.endsWith(tagPath)

/** Only scripts are paused, at the request: everything else, and what the scripts' answers may be read by, stays the browser's own. */
export const holdScripts = async (page: Page): Promise<ScriptHold | null> => {
  if (page.context().browser()?.browserType().name() !== 'chromium') return null
  const session: CDPSession = await page.context().newCDPSession(page)
  const paused: { id: string; url: string }[] = []
  const letGo = async ({ id }: { id: string }): Promise<void> => {
    // Whoever asked may have gone meanwhile: then there is nothing to go on with.
    await session.send('Fetch.continueRequest', { requestId: id }).catch(() => undefined)
  }
  session.on('Fetch.requestPaused', ({ requestId, request: { url } }) => {
    if (isTag(url)) void letGo({ id: requestId })
    else paused.push({ id: requestId, url })
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Script' }] })
  return {
    holds: request => paused.some(({ url }) => url === request.url()),
    count: () => paused.length,
    releaseFirst: async () => {
      const first = paused.shift()
      if (first) await letGo(first)
    },
    release: async () => {
      await Promise.all(paused.splice(0).map(letGo))
      await session.send('Fetch.disable')
      await session.detach()
    },
  }
}
