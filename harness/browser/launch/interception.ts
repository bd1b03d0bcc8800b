/**
 * How what a browser sends to iAdvize comes to the mock. By name resolution in a Chromium that we start. By a proxy of ours in any other
 * browser (proxy-door.ts): both leave the network as it is in production. By Playwright's routing (routing.ts) where neither can be.
 */
import type { BrowserContext, BrowserContextOptions, LaunchOptions } from '@playwright/test'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import type { Target } from '../../config/target.ts'
import { contextOptionsOf } from './access.ts'

export type Interception = {
  /** as recordings call it */
  mode: 'name-resolution' | 'proxy' | 'routing'
  /** what the browser must be started with */
  launch: Pick<LaunchOptions, 'args' | 'firefoxUserPrefs'>
  /** what each of its contexts must be made with */
  contextOptions: (target: Target) => BrowserContextOptions
  /** before the first page of a context */
  prepare(context: BrowserContext, target: Target): Promise<void>
}

/** For a Chromium that we start. `brandHosts`, and keys that are trusted beside our own: of all the sites that the worker visits. */
export const nameResolution = (
  gateway: Gateway,
  brandHosts: readonly string[] = [],
  trustedKeys: readonly string[] = [],
): Interception => ({
  mode: 'name-resolution',
  launch: { args: gateway.browserArguments(brandHosts, trustedKeys) },
  contextOptions: contextOptionsOf,
  prepare: () => Promise.resolve(),
})

/** Names that the brand gave the tag's host. */
export const brandHostsOf = ({ tagHost }: Pick<Target, 'tagHost'>): string[] => (tagHost === undefined ? [] : [tagHost])

/** What a browser is started with, by whoever starts it and for the way to the mock. */
export const launchedWith = (own: LaunchOptions, { launch }: Interception): LaunchOptions => ({
  ...own,
  args: [...(own.args ?? []), ...(launch.args ?? [])],
  ...((own.firefoxUserPrefs ?? launch.firefoxUserPrefs) && {
    firefoxUserPrefs: { ...own.firefoxUserPrefs, ...launch.firefoxUserPrefs },
  }),
})
