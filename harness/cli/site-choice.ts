/** What to certify or to explore, and with which browser: as the command line names it. */
import { resolve } from 'node:path'
import type { LoadedConfig } from '../config/load-config.ts'
import { productionProblem } from '../config/production.ts'
import type { BrowserChoice } from '../config/target.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { nearest } from '../../mock-iadvize/input/nearest.ts'
import type { Recording } from '../recording/recording.ts'
import type { PlannedTarget } from '../run/plan.ts'
import { flavourOf, misfit, plantable } from '../site/defects.ts'
import { flavourNames, isFlavour, missingPackage } from '../site/flavours.ts'
import type { FlavourName } from '../site/flavours.ts'
import type { Command, Values } from './command.ts'
import { problemsOf, text, texts } from './judging.ts'
import { styled } from './styled.ts'

/** Names that the sample shop does not know, each with the one that was probably meant. */
const unknownDefects = (names: readonly string[]): string[] =>
  names
    .filter(name => !plantable.includes(name))
    .map(name => {
      const near = nearest(name, plantable)
      return `--defect ${name}: the sample shop has no such defect${near ? `; did you mean «${near}»?` : ''} (padlock list --json shows them by requirement)`
    })

/** Defects that can't stand in one shop. */
const misfits = (names: readonly string[], of: FlavourName): string[] => {
  const name = misfit(names, of)
  if (name === undefined) return []
  const others = names.filter(other => other !== name)
  const why =
    misfit([name], of) === undefined
      ? `changes the same passage as another one of ${others.join(', ')}; leave one of them out`
      : `is a change of the flavour ${flavourOf(name)}, and the flavour ${of} has nothing that it could change; leave one of them out`
  return [`--defect ${name}: ${why}`]
}

/** The flavour that was asked for, or the one that the defects are changes of. */
const flavour = (asked: string | undefined, defects: readonly string[]): FlavourName => {
  if (asked !== undefined && !isFlavour(asked)) {
    const near = nearest(asked, flavourNames)
    throw new UsageError(
      `--flavour ${asked}: the sample shop has no such flavour${near ? `; did you mean «${near}»?` : ''} (it has ${flavourNames.join(', ')})`,
    )
  }
  const chosen = asked ?? defects.filter(name => plantable.includes(name)).map(flavourOf)[0] ?? 'classic'
  const missing = missingPackage(chosen)
  if (missing !== null)
    throw new UsageError(
      `--flavour ${chosen}: needs the package ${missing}, which only Padlock's own repository installs; npm install --save-dev ${missing} adds it`,
    )
  return chosen
}

/** What to certify, and with which browser. */
const planOf = async (
  config: string | undefined,
  asked: string | undefined,
  defects: string[],
): Promise<{ planned: PlannedTarget; loaded?: LoadedConfig; browser?: BrowserChoice }> => {
  if (config === undefined) {
    const of = flavour(asked, defects)
    const problems = unknownDefects(defects).length > 0 ? [] : misfits(defects, of)
    if (problems.length > 0) throw new UsageError(...problems)
    const shop = of === 'classic' ? 'sample shop' : `sample shop (${of})`
    const name = defects.length === 0 ? shop : `${shop} with ${defects.join(', ')}`
    return { planned: { kind: 'shop', name, flavour: of, defects } }
  }
  const { loadConfig } = await import('../config/load-config.ts')
  const loaded = await loadConfig(config)
  const { name, tagHost, browser, pages } = loaded.target
  return {
    loaded,
    planned: {
      kind: 'site',
      name,
      config: resolve(config),
      signedInPages: pages.signedIn.length,
      ...(tagHost === undefined ? {} : { tagHost }),
    },
    ...(browser === undefined ? {} : { browser }),
  }
}

/** Nobody's customers are met by accident. */
const productionProblems = (config: string | undefined, origin: string | undefined, meant: boolean): string[] =>
  origin === undefined || meant ? [] : [productionProblem(`${config}: url`, origin) ?? []].flat()

const browserNames: readonly string[] = ['chromium', 'firefox', 'webkit'] satisfies BrowserChoice['name'][]

/** The configuration's, but for what the command line says. */
const browserOf = (values: Values, configured: BrowserChoice = { name: 'chromium' }): BrowserChoice => {
  const name = values['browser'] === undefined ? configured.name : String(values['browser'])
  const connect = values['connect'] === undefined ? configured.connect : String(values['connect'])
  const device = text(values, 'device') ?? configured.device
  const slowMo = text(values, 'slow-mo')
  const problems = [
    ...(browserNames.includes(name) ? [] : [`--browser ${name}: expected ${browserNames.join(', ')}`]),
    ...(connect !== undefined && !/^wss?:\/\//.test(connect)
      ? ['--connect: expected the WebSocket endpoint of a Playwright server, for example ws://build-box:3000/']
      : []),
    ...(slowMo === undefined || /^\d{1,5}$/.test(slowMo)
      ? []
      : [`--slow-mo ${slowMo}: expected milliseconds before each action, from 0 to 99999`]),
  ]
  if (problems.length > 0) throw new UsageError(...problems)
  // A program or a channel of one browser says nothing of another.
  const same = name === configured.name ? configured : {}
  return {
    ...same,
    name: name as BrowserChoice['name'],
    ...(connect === undefined ? {} : { connect }),
    ...(device !== undefined && { device }),
    ...(values['headed'] === true && { headed: true }),
    ...(slowMo !== undefined && { slowMo: Number(slowMo) }),
  }
}

export type HeldBack = { because: string; exitCode: number; recordings: Recording[] }

/**
 * A wrong configuration is never reported as a site that does not conform: what doctor finds ends the run. `heading`: stands over what
 * it finds, where several sites are looked at side by side.
 */
export const heldBack = async (loaded: LoadedConfig, heading?: string): Promise<HeldBack | null> => {
  if (heading === undefined) process.stderr.write('  doctor: the configuration and the site, before any judgement\n')
  const { diagnosis, lines } = await import('./commands/doctor.ts')
  const { checks, exitCode, recordings } = await diagnosis(loaded, () => undefined)
  const [first] = checks.flatMap(check => (check.state === 'problem' ? [check] : []))
  if (!first) return null
  process.stderr.write(
    (heading === undefined ? '' : `  ${heading}\n`) +
      lines(
        checks.filter(({ state }) => state !== 'ok'),
        styled(process.stderr).colour,
      ),
  )
  return { because: `${first.name}: ${first.says}`, exitCode, recordings }
}

export const siteOptions = {
  config: {
    type: 'string',
    value: 'FILE',
    help: 'the site (.json, .js, .mjs, .ts); the sample shop without it',
  },
  defect: { type: 'string', multiple: true, value: 'NAME', help: 'gives the sample shop this defect' },
  flavour: { type: 'string', value: 'NAME', help: `builds the sample shop another way: ${flavourNames.join(', ')}` },
  browser: { type: 'string', value: 'NAME', help: `${browserNames.join(', ')}; Chromium shows most` },
  device: {
    type: 'string',
    value: 'NAME',
    help: 'a phone or tablet, as Playwright calls it ("iPhone 15"): its viewport, touch and user agent',
  },
  connect: { type: 'string', value: 'WS', help: 'uses the browser of a Playwright server elsewhere (run-server)' },
  headed: { type: 'boolean', help: 'shows the browser, one journey after the other' },
  'slow-mo': { type: 'string', value: 'MS', help: 'waits so many milliseconds before each action' },
  production: { type: 'boolean', help: 'allows a site whose host looks like production' },
} as const satisfies Command['options']

export type SiteChoice = { planned: PlannedTarget; loaded?: LoadedConfig; browser: BrowserChoice }

/** By {@link siteOptions}; every mistake in them, so that all are told at once. */
export const siteChoice = async (values: Values): Promise<{ problems: string[]; choice?: SiteChoice }> => {
  const config = text(values, 'config')
  const defects = texts(values, 'defect')
  const asked = text(values, 'flavour')
  let plan: Awaited<ReturnType<typeof planOf>> | undefined
  let browser: BrowserChoice = { name: 'chromium' }
  const problems = [
    ...unknownDefects(defects),
    ...(config !== undefined && defects.length > 0
      ? ['--defect: only the sample shop has defects; leave out --config']
      : []),
    ...(config !== undefined && asked !== undefined
      ? ['--flavour: only the sample shop has flavours; leave out --config']
      : []),
    ...(await problemsOf(async () => {
      plan = await planOf(config, asked, config === undefined ? defects : [])
    })),
    ...productionProblems(config, plan?.loaded?.target.origin, values['production'] === true),
    ...(await problemsOf(() => {
      browser = browserOf(values, plan?.browser)
    })),
  ]
  return { problems, ...(plan && { choice: { ...plan, browser } }) }
}
