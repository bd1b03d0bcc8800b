/** Which browser a run uses: what Playwright's configuration needs for it, and whether it can be had at all. */
import { existsSync } from 'node:fs'
import playwright from '@playwright/test'
import type { PlaywrightTestConfig } from '@playwright/test'
import type { BrowserChoice } from '../../config/target.ts'
import { choiceVariable } from '../../run/plan.ts'
import { findBrowser, NoBrowserError } from './find-browser.ts'

export const chosenBrowser = (env: NodeJS.ProcessEnv = process.env): BrowserChoice => {
  const json = env[choiceVariable]
  return json === undefined ? { name: 'chromium' } : (JSON.parse(json) as BrowserChoice)
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
  const path = executablePath ?? playwright[name].executablePath()
  if (!existsSync(path))
    throw new NoBrowserError(
      executablePath === undefined
        ? `Playwright's own build of ${name} is not here, and no other will do: run «npx playwright install ${name}»`
        : `${path}: there is no program there; give the path of Playwright's own build of ${name}`,
    )
  return { executablePath: path }
}

/** `use` of Playwright's configuration. Throws {@link NoBrowserError}. */
export const useOf = async (choice: BrowserChoice): Promise<Use> => ({
  browserName: choice.name,
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
  const { launchOptions } = await useOf(choice)
  if (connect !== undefined)
    try {
      await (await playwright[name].connect(connect, { timeout: patience })).close()
    } catch (error) {
      throw new NoBrowserError(
        `no ${name} of a Playwright server answers at ${endpointOf(connect)} (${reasonOf(error)}); there it runs as «npx playwright run-server --port 3000», in the version that is used here`,
      )
    }
  else if (channel !== undefined)
    try {
      await (await playwright[name].launch(launchOptions)).close()
    } catch (error) {
      throw new NoBrowserError(`the browser of channel «${channel}» can't be started: ${reasonOf(error)}`)
    }
}

/** Without the path and the query, in which a token may stand. */
const endpointOf = (connect: string): string => (URL.canParse(connect) ? new URL(connect).host : 'that endpoint')

const reasonOf = (error: unknown): string => {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first.replaceAll(/\bwss?:\/\/\S+/g, 'the endpoint').replace(/^\w+\.\w+: /, '')
}
