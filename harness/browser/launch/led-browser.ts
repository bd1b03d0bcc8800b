/** A browser outside of Playwright's runner, led to the mock by the best door that it has. */
import playwright from '@playwright/test'
import type { Browser, LaunchOptions } from '@playwright/test'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import type { BrowserChoice } from '../../config/target.ts'
import { useOf } from './browser-choice.ts'
import { deviceOptions } from './device.ts'
import { launchedWith, nameResolution } from './interception.ts'
import type { Interception } from './interception.ts'
import { doorElsewhere, proxyDoor } from './proxy-door.ts'
import type { Door } from './proxy-door.ts'

export type LedBrowser = { browser: Browser; interception: Interception; close(): Promise<void> }

export type LedBrowserOptions = {
  /** names that the brand gave the tag's host, and keys of certificates that are trusted (access.ts) */
  tagHosts: readonly string[]
  trustedKeys: readonly string[]
  /** for one that is started here */
  launch: LaunchOptions
}

/** Throws NoBrowserError where there is none, or none that can be led. The gateway stays open. */
export const openLedBrowser = async (
  choice: BrowserChoice,
  gateway: Gateway,
  { tagHosts, trustedKeys, launch }: LedBrowserOptions,
): Promise<LedBrowser> => {
  const { headless, launchOptions, connectOptions } = await useOf(choice)
  const device = deviceOptions(choice)
  const opened = ({ interception, close }: Door, browser: Browser): LedBrowser => ({
    browser,
    interception: {
      ...interception,
      contextOptions: target => ({ ...device, ...interception.contextOptions(target) }),
    },
    close: async () => {
      await browser.close().catch(() => undefined)
      await close()
    },
  })
  if (connectOptions) {
    const browser = await playwright[choice.name].connect(connectOptions.wsEndpoint, connectOptions)
    return opened(await doorElsewhere(gateway, browser), browser)
  }
  const door: Door =
    choice.name === 'chromium'
      ? { interception: nameResolution(gateway, tagHosts, trustedKeys), close: () => Promise.resolve() }
      : await proxyDoor(gateway)
  const browser = await playwright[choice.name].launch({
    ...launchedWith(launchOptions ?? {}, door.interception),
    headless: headless ?? true,
    ...launch,
  })
  return opened(door, browser)
}
