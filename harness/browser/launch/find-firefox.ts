/** Finds a Firefox on this machine: Playwright's own build, Debian's, Mozilla's. */
import { join } from 'node:path'
import { firefox } from '@playwright/test'
import { NoBrowserError, onPath, runnable } from './find-browser.ts'

/** `channel`: how Playwright speaks to a Firefox that is not its own build: WebDriver BiDi. */
export type FoundFirefox = { executablePath: string; channel?: 'moz-firefox' }

const names = ['firefox-esr', 'firefox', 'firefox-developer-edition']
const usualPlaces: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(name => {
    const root = process.env[name]
    return root ? [join(root, 'Mozilla Firefox/firefox.exe')] : []
  }),
}

/** Where Playwright keeps its builds: `firefox-1522/firefox/firefox`. */
const isPlaywrightsOwn = (path: string): boolean =>
  path === firefox.executablePath() || /[\\/]firefox-\d+[\\/]firefox[\\/]/.test(path)

/** In this order: the one asked for · Playwright's own · one that is installed. Throws {@link NoBrowserError}. */
export const findFirefox = (path?: string): FoundFirefox => {
  if (path !== undefined) {
    if (!runnable(path))
      throw new NoBrowserError(
        `${path}: there is no program there; give the path of a Firefox (browser.executablePath)`,
      )
    return { executablePath: path, ...(!isPlaywrightsOwn(path) && { channel: 'moz-firefox' }) }
  }
  const own = firefox.executablePath()
  if (runnable(own)) return { executablePath: own }
  const installed = [...onPath(names), ...(usualPlaces[process.platform] ?? [])].find(runnable)
  if (installed !== undefined) return { executablePath: installed, channel: 'moz-firefox' }
  throw new NoBrowserError(
    'no Firefox was found: install one (Debian: apt-get install firefox-esr; or npx playwright install firefox), or give its path (browser.executablePath)',
  )
}
