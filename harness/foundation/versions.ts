import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

type Package = { version: string }
const require = createRequire(import.meta.url)

/** At the top of the repository, one folder higher in the compiled package. */
const own = (): Package => {
  for (const path of ['../../package.json', '../../../package.json'])
    try {
      return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Package
    } catch {
      continue
    }
  throw new Error('package.json of Padlock is missing')
}

export const padlockVersion: string = own().version
export const playwrightVersion = (): string => (require('@playwright/test/package.json') as Package).version

/** Of all that plays a journey, as recordings and reports name them. */
export const versionsOfRun = (): { padlock: string; node: string; playwright: string } => ({
  padlock: padlockVersion,
  node: process.version,
  playwright: playwrightVersion(),
})
