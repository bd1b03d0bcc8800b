/** `padlock open`: one's own site, unchanged, in a browser whose iAdvize is the sandbox. */
import { keptKeys } from '../../../mock-iadvize/sandbox/kept-keys.ts'
import { findBrowser } from '../../browser/launch/find-browser.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { iadvizeHostProblem } from '../../config/production.ts'
import { configuredSites } from '../../sandbox/configured-sites.ts'
import { openSite, SiteNotShown, type OpenedSite } from '../../sandbox/open-site.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { cancelled } from '../../foundation/ending.ts'
import type { Command } from '../command.ts'
import { defaultSid, givenSite, keyFolderOf, keysTold, usable, warn } from './sandbox.ts'

const hostForm = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i

/** All mistakes at once. */
const asked = (text: string, brandHosts: readonly string[]): string => {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSite = url !== null && /^https?:$/.test(url.protocol)
  const problems = [
    ...(isSite ? [] : [`«${text}»: expected the http or https URL of a site, for example https://staging.example.com`]),
    ...brandHosts
      .filter(host => !hostForm.test(host))
      .map(host => `--tag-host ${host}: expected a host name, without https://`),
    ...[iadvizeHostProblem('URL', text) ?? []].flat(),
  ]
  if (!isSite || problems.length > 0) throw new UsageError(...problems)
  return url.href
}

export const open: Command = {
  name: 'open',
  summary: 'shows your site, unchanged, in a browser whose iAdvize is the sandbox, and the inspector beside it',
  usage: 'open URL [--config FILE] [--keys DIR] [--tag-host HOST …]',
  options: {
    config: {
      type: 'string',
      value: 'FILE',
      help: 'a configuration of certify: its sid, its keys and its session length',
    },
    keys: {
      type: 'string',
      value: 'DIR',
      help: 'where the test keys are kept; padlock-keys/ where it is there, your state folder otherwise',
    },
    'tag-host': {
      type: 'string',
      value: 'HOST',
      multiple: true,
      help: 'a name of yours that stands for the tag’s host, where your pages do not name *.iadvize.com',
    },
  },
  words: [1, 1],
  notes: `Nothing of the site is changed, and no request reaches iAdvize. Your token provider must use the test keys: it encrypts to the public
half of the iAdvize test pair. The site's id is taken from its pages. It needs a screen; close the windows, or press Ctrl-C, to end it.`,

  async run(values, words) {
    const brandHosts = [values['tag-host'] ?? []].flat().map(String)
    const url = asked(words[0] ?? '', brandHosts)
    const browser = await findBrowser(undefined, { headed: true })
    const folder = keyFolderOf(values)
    const keys = await usable(() => keptKeys(folder))
    warn(keys)
    const config = values['config']
    const [configured] = await configuredSites(typeof config === 'string' ? [config] : [], keys.iAdvize)
    const interrupted = cancelled()
    let opened: OpenedSite
    try {
      const sites = [configured ?? givenSite(defaultSid, keys)] as const
      opened = await openSite({ url, browser, headless: false, brandHosts, port: 0, sites, iAdvizeKey: keys.iAdvize })
    } catch (error) {
      if (!(error instanceof SiteNotShown)) throw error
      process.stderr.write(
        `padlock: ${url}: ${error.message}; see whether it runs, and whether this machine reaches it\n`,
      )
      return exitCodes.unreachable
    }
    const { origin } = opened.sandbox
    process.stdout
      .write(`padlock open: ${url} is on your screen, and its iAdvize is this machine   (close the windows, or Ctrl-C, to end)

  inspector  ${origin}/inspector
  desk       ${origin}/desk

${keysTold(folder, keys)}`)
    await Promise.race([opened.ended, interrupted])
    await opened.close()
    return exitCodes.conforms
  },
}
