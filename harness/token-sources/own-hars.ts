/** HARs that browsers themselves write: by the DevTools of Chromium and of Firefox, driven as a person drives them. For tests. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type CDPSession } from '@playwright/test'

export const debianChromium = '/usr/bin/chromium'
export const debianFirefox = '/usr/bin/firefox-esr'

type Answer = { result?: { result?: { value?: unknown }; exceptionDetails?: { exception?: { description?: string } } } }

/** What a text of JavaScript comes to in a page that Playwright itself does not look into: that of the DevTools. */
async function inDevTools(session: CDPSession, sessionId: string, expression: string): Promise<unknown> {
  const params = { expression, awaitPromise: true, returnByValue: true }
  const answered = new Promise<Answer>(resolve =>
    session.once('Target.receivedMessageFromTarget', ({ message }) => resolve(JSON.parse(message) as Answer)),
  )
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params })
  await session.send('Target.sendMessageToTarget', { sessionId, message })
  const { result } = await answered
  if (result?.exceptionDetails) throw new Error(result.exceptionDetails.exception?.description)
  return result?.result?.value
}

/** What “Save all as HAR” of Chromium's Network panel calls, with sensitive data. */
const savedHar = `Promise.all([import('./models/har/har.js'), import('./models/logs/logs.js')])
  .then(([{ Writer }, { NetworkLog }]) => {
    const progress = { createSubProgress: () => progress }
    return Writer.Writer.harStringForRequests(NetworkLog.NetworkLog.instance().requests(), { sanitize: false }, progress)
  })
  .catch(() => '{"log":{"entries":[]}}')`

/** Of a page that ends with the title `done`. */
export async function harOfChromium(
  origin: string,
  folder: string,
  isWhole: (file: string) => Promise<boolean>,
): Promise<string> {
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: debianChromium,
    args: ['--remote-debugging-port=0', '--remote-allow-origins=*'],
  })
  try {
    const [port] = readFileSync(join(folder, 'profile', 'DevToolsActivePort'), 'utf8').split('\n')
    const page = context.pages()[0] ?? (await context.newPage())
    const own = await context.newCDPSession(page)
    const { targetInfo } = await own.send('Target.getTargetInfo')
    const browser = await context.browser()!.newBrowserCDPSession()
    const { targetId } = await browser.send('Target.createTarget', {
      url: `devtools://devtools/bundled/inspector.html?ws=127.0.0.1:${port}/devtools/page/${targetInfo.targetId}&panel=network`,
    })
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false })
    // The DevTools see what is loaded once they are there; nothing says when they are.
    const file = join(folder, 'chromium.har')
    do {
      await page.goto(origin)
      await page.waitForFunction(() => document.title === 'done')
      writeFileSync(file, String(await inDevTools(browser, sessionId, savedHar)))
    } while (!(await isWhole(file)))
    return file
  } finally {
    await context.close()
  }
}

/** Firefox exports by itself when a page is loaded with the Network panel open. The page has to load itself again until then. */
export async function harOfFirefox(
  origin: string,
  folder: string,
  isWhole: (file: string) => Promise<boolean>,
): Promise<string> {
  const [profile, hars] = [join(folder, 'profile'), join(folder, 'hars')]
  mkdirSync(profile, { recursive: true })
  mkdirSync(hars)
  const preferences = {
    'devtools.netmonitor.har.enableAutoExportToFile': true,
    'devtools.netmonitor.har.defaultLogDir': hars,
    'devtools.netmonitor.har.includeResponseBodies': true,
    'devtools.toolbox.selectedTool': 'netmonitor',
    'browser.aboutwelcome.enabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'toolkit.telemetry.enabled': false,
  }
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  )
  writeFileSync(join(profile, 'user.js'), lines.join(''))
  const browser = spawn(debianFirefox, ['--headless', '--no-remote', '--profile', profile, '--devtools', origin], {
    stdio: 'ignore',
  })
  const closed = new Promise(resolve => browser.once('close', resolve))
  try {
    for (;;) {
      for (const name of readdirSync(hars)) if (await isWhole(join(hars, name))) return join(hars, name)
      if (browser.exitCode !== null) throw new Error(`Firefox ended with ${browser.exitCode}`)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  } finally {
    browser.kill()
    await closed
  }
}
