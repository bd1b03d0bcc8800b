/** A phone or tablet, as Playwright describes it: viewport, touch, pixel ratio and user agent. The engine stays the browser's own. */
import { devices } from '@playwright/test'
import type { BrowserContextOptions } from '@playwright/test'
import { nearest } from '../../../mock-iadvize/input/nearest.ts'
import type { BrowserChoice } from '../../config/target.ts'
import { NoBrowserError } from './find-browser.ts'

/** More are no help. */
const mostNamed = 5

/** The one that was probably meant first, then those that share a word with it. */
const alike = (name: string): string[] => {
  const names = Object.keys(devices)
  const words = name.toLowerCase().split(/\s+/)
  const near = nearest(name, names)
  const shared = names
    .map(other => ({ other, count: words.filter(word => other.toLowerCase().includes(word)).length }))
    .filter(({ other, count }) => count > 0 && !other.endsWith(' landscape'))
    .toSorted((one, another) => another.count - one.count)
    .map(({ other }) => other)
  return [...new Set([...(near ? [near] : []), ...shared])].slice(0, mostNamed)
}

/** Throws {@link NoBrowserError} for a name that Playwright does not know. */
export const deviceOptions = ({ name, device }: Pick<BrowserChoice, 'name' | 'device'>): BrowserContextOptions => {
  if (device === undefined) return {}
  const known = Object.hasOwn(devices, device) ? devices[device] : undefined
  if (!known) {
    const near = alike(device)
    throw new NoBrowserError(
      `device "${device}": Playwright describes no such device; ${near.length > 0 ? `did you mean ${near.map(one => `"${one}"`).join(', ')}?` : 'the names are in its documentation, for example "iPhone 15" or "Pixel 7"'}`,
    )
  }
  const { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch } = known
  return {
    viewport,
    userAgent,
    deviceScaleFactor,
    hasTouch,
    // Playwright lays pages out for phones in Chromium and WebKit only.
    ...(name !== 'firefox' && { isMobile }),
  }
}
