/**
 * A site as it is, unchanged, in a browser of its own whose requests to iAdvize are led to a sandbox, and the inspector in a second
 * window beside it. The site meets the network as in production: names are resolved differently, and nothing else is touched.
 */
import { chromium, type Page } from '@playwright/test'
import { openGateway } from '../../mock-iadvize/network/gateway.ts'
import type { Sandbox, SandboxOptions } from '../../mock-iadvize/sandbox/sandbox.ts'
import type { FoundBrowser } from '../browser/launch/find-browser.ts'
import { nameResolution } from '../browser/launch/interception.ts'
import { startWholeSandbox } from './start-sandbox.ts'

export type OpenedSite = {
  sandbox: Sandbox
  site: Page
  inspector: Page
  /** whoever looks on has closed all windows, or the browser */
  ended: Promise<void>
  close(): Promise<void>
}

/** The site could not be shown; the message has Chromium's reason, such as `net::ERR_CONNECTION_REFUSED`. */
export class SiteNotShown extends Error {
  constructor(reason: string) {
    super(`the site could not be opened (${reason})`)
    this.name = 'SiteNotShown'
  }
}

type OpenOptions = {
  url: string
  browser: FoundBrowser
  headless: boolean
  /** names that the brand gave the tag's host */
  brandHosts: readonly string[]
} & Pick<SandboxOptions, 'port' | 'sites' | 'iAdvizeKey'>

/** One half of the screen each. */
const placeBeside = async (left: Page, right: Page): Promise<void> => {
  const { width, height } = await left.evaluate(() => ({ width: screen.availWidth, height: screen.availHeight }))
  const half = Math.floor(width / 2)
  for (const [page, from] of [
    [left, 0],
    [right, half],
  ] as const) {
    const browser = await page.context().newCDPSession(page)
    const { windowId } = await browser.send('Browser.getWindowForTarget')
    await browser.send('Browser.setWindowBounds', { windowId, bounds: { left: from, top: 0, width: half, height } })
    await browser.detach()
  }
}

export const openSite = async (options: OpenOptions): Promise<OpenedSite> => {
  const { url, browser: found, headless, brandHosts, ...rest } = options
  let show: (sid: string) => void = () => undefined
  const sandbox = await startWholeSandbox({ ...rest, host: null, token: null, adopted: sid => show(sid) })
  const gateway = await openGateway()
  gateway.attach(sandbox.led)
  const { launch } = nameResolution(gateway, brandHosts)
  const browser = await chromium.launch({
    ...(found.executablePath !== undefined && { executablePath: found.executablePath }),
    ...(found.env && { env: { ...process.env, ...found.env } }),
    headless,
    ...launch,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const close = async (): Promise<void> => {
    await browser.close()
    await gateway.close()
    await sandbox.close()
  }
  try {
    const viewport = headless ? {} : { viewport: null }
    const [siteWindow, ownWindow] = [await browser.newContext(viewport), await browser.newContext(viewport)]
    const inspector = await ownWindow.newPage()
    await inspector.goto(`${sandbox.origin}/inspector`)
    // The site names its own id: the inspector turns to it.
    show = sid =>
      void inspector.goto(`${sandbox.origin}/inspector?sid=${encodeURIComponent(sid)}`).catch(() => undefined)
    const site = await siteWindow.newPage()
    if (!headless) await placeBeside(site, inspector)
    const ended = new Promise<void>(resolve => {
      const look = (): void => {
        if (siteWindow.pages().length + ownWindow.pages().length === 0) resolve()
      }
      for (const context of [siteWindow, ownWindow]) {
        context.on('page', page => page.on('close', look))
        for (const page of context.pages()) page.on('close', look)
      }
      browser.on('disconnected', () => resolve())
    })
    await site.goto(url, { waitUntil: 'commit' }).catch((error: unknown) => {
      throw new SiteNotShown(/net::\w+/.exec(String(error))?.[0] ?? 'it did not answer')
    })
    return { sandbox, site, inspector, ended, close }
  } catch (error) {
    await close()
    throw error
  }
}
