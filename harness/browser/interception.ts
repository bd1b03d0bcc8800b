/**
 * How what a browser sends to iAdvize comes to the mock. By name resolution where we start the browser: the site then
 * meets the network as in production. By routing anywhere else.
 */
import type { BrowserContext, BrowserContextOptions } from '@playwright/test'
import type { Gateway } from '../../mock-iadvize/gateway.ts'

export type Interception = {
  /** as recordings call it */
  mode: 'name-resolution' | 'routing'
  /** what the browser must be started with */
  browserArguments: string[]
  /** what each of its contexts must be made with */
  contextOptions: BrowserContextOptions
  /** before the first page of a context */
  prepare(context: BrowserContext): Promise<void>
}

/** `brandHosts`: names that a brand gave the tag's host. For a Chromium that we start. */
export const nameResolution = (gateway: Gateway, brandHosts: readonly string[] = []): Interception => ({
  mode: 'name-resolution',
  browserArguments: gateway.browserArguments(brandHosts),
  contextOptions: {},
  prepare: () => Promise.resolve(),
})
