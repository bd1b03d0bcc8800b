/** Which browser a run uses: what Playwright's configuration needs for it, and whether it can be had at all. */
import { existsSync } from 'node:fs'
import playwright from '@playwright/test'
import type { Browser, PlaywrightTestConfig } from '@playwright/test'
import { playwrightVersion } from '../../foundation/versions.ts'
import type { BrowserChoice } from '../../config/target.ts'
import { choiceVariable } from '../../run/plan.ts'
import { deviceOptions } from './device.ts'
import { findBrowser, NoBrowserError } from './find-browser.ts'
import { findFirefox } from './find-firefox.ts'

/** Of a run; one unless its sites ask for several. */
export const chosenBrowsers = (env: NodeJS.ProcessEnv = process.env): [BrowserChoice, ...BrowserChoice[]] => {
  const json = env[choiceVariable]
  return json === undefined ? [{ name: 'chromium' }] : (JSON.parse(json) as [BrowserChoice, ...BrowserChoice[]])
}

/** Variables by which a browser would find a proxy on its own, and ask it for iAdvize's hosts. */
const proxyVariable = /^(?:[a-z]+_proxy|socks_(?:server|version))$/i

const withoutProxies = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || proxyVariable.test(name) ? [] : [[name, value]],
    ),
  )

type Use = NonNullable<PlaywrightTestConfig['use']>

/** A browser that is on this machine. Throws {@link NoBrowserError}. */
const installed = async ({
  name,
  channel,
  executablePath,
  headed = false,
}: BrowserChoice): Promise<Use['launchOptions']> => {
  if (name === 'chromium') {
    const env = withoutProxies(process.env)
    if (channel !== undefined) return { channel, env }
    const found = await findBrowser(executablePath, { headed })
    return {
      ...(found.executablePath ? { executablePath: found.executablePath } : {}),
      env: { ...env, ...found.env },
    }
  }
  const env = withoutProxies(process.env)
  if (name === 'firefox')
    return {
      ...(channel === undefined ? findFirefox(executablePath) : { channel }),
      // Without it a Firefox of Mozilla's asks its maker for settings all the time (proxy-door.ts).
      env: { ...env, MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' },
    }
  const path = executablePath ?? playwright[name].executablePath()
  if (!existsSync(path))
    throw new NoBrowserError(
      executablePath === undefined
        ? `Playwright's own build of ${name} is not here, and no other will do: run «npx playwright install ${name}»`
        : `${path}: there is no program there; give the path of Playwright's own build of ${name}`,
    )
  return { executablePath: path, env }
}

/** Versions that were seen to drive Debian's Firefox 153; 1.65 sends it a command that it does not know. */
const drivesFirefox = /^1\.(?:59|6[0-4])\./
const drivingFirefox = '1.64.1'

/** `use` of Playwright's configuration. Throws {@link NoBrowserError}. */
export const useOf = async (choice: BrowserChoice): Promise<Use> => ({
  browserName: choice.name,
  ...deviceOptions(choice),
  ...(choice.connect === undefined
    ? { headless: choice.headed !== true, launchOptions: { ...(await installed(choice)), slowMo: choice.slowMo ?? 0 } }
    : // A browser elsewhere reaches a site on this machine through us.
      { connectOptions: { wsEndpoint: choice.connect, exposeNetwork: '<loopback>', timeout: patience } }),
})

/** Milliseconds; how long a browser elsewhere may take to answer. */
const patience = 20_000

/** No run starts without a browser: throws {@link NoBrowserError}, with one sentence. */
export const requireBrowser = async (choice: BrowserChoice): Promise<void> => {
  const { name, channel, connect } = choice
  const { launchOptions, connectOptions } = await useOf(choice)
  if (connect !== undefined)
    try {
      const browser = await playwright[name].connect(connect, { ...connectOptions })
      try {
        await requireDoor(browser)
      } finally {
        await browser.close()
      }
    } catch (error) {
      if (error instanceof NoBrowserError) throw error
      throw new NoBrowserError(
        `no ${name} of a Playwright server answers at ${endpointOf(connect)} (${reasonOf(error)}); there it runs as «npx playwright run-server --port 3000», in the version that is used here`,
      )
    }
  else if (name === 'firefox' && launchOptions?.channel && !drivesFirefox.test(playwrightVersion()))
    await requireDriver(launchOptions)
  else if (channel !== undefined)
    try {
      await (await playwright[name].launch(launchOptions)).close()
    } catch (error) {
      throw new NoBrowserError(`the browser of channel «${channel}» can't be started: ${reasonOf(error)}`)
    }
}

/** Throws {@link NoBrowserError} where what the browser sends to iAdvize can't be led to the mock whole. */
const requireDoor = async (browser: Browser): Promise<void> => {
  const [{ doorElsewhere }, { openGateway }] = await Promise.all([
    import('./proxy-door.ts'),
    import('../../../mock-iadvize/network/gateway.ts'),
  ])
  const gateway = await openGateway()
  try {
    await (await doorElsewhere(gateway, browser)).close()
  } finally {
    await gateway.close()
  }
}

/** A Firefox of Mozilla's and a Playwright that it does not understand: their first context says so. */
const requireDriver = async (launchOptions: Use['launchOptions']): Promise<void> => {
  const browser = await playwright.firefox.launch(launchOptions)
  try {
    await browser.newContext()
  } catch (error) {
    throw new NoBrowserError(
      `Playwright ${playwrightVersion()} can't drive this Firefox ${browser.version()} (${reasonOf(error)}): put another beside Padlock (npm install --save-dev @playwright/test@${drivingFirefox}), or certify in Chromium`,
    )
  } finally {
    await browser.close()
  }
}

/** Without the path and the query, in which a token may stand. */
const endpointOf = (connect: string): string => (URL.canParse(connect) ? new URL(connect).host : 'that endpoint')

const reasonOf = (error: unknown): string => {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first.replaceAll(/\bwss?:\/\/\S+/g, 'the endpoint').replace(/^\w+\.\w+: /, '')
}
