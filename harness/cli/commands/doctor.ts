/** `padlock doctor`: before any judgement: can this site be certified from here, with this configuration? */
import { z } from 'zod'
import { fingerprint } from '../../../mock-iadvize/token/keys.ts'
import { trustedKeysOf } from '../../browser/launch/access.ts'
import { NoBrowserError } from '../../browser/launch/find-browser.ts'
import { loadConfig } from '../../config/load-config.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import { productionProblem } from '../../config/production.ts'
import { checks } from '../../doctor/checks.ts'
import type { Check } from '../../doctor/checks.ts'
import { examine } from '../../doctor/examine.ts'
import { openLooker } from '../../doctor/look.ts'
import type { Recording } from '../../recording/recording.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { commandLine } from '../../foundation/installation.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { cancellable } from '../../run/cancellation.ts'
import type { Command } from '../command.ts'
import { styled } from '../styled.ts'

const words = { ok: 'ok', note: 'note', problem: 'PROBLEM' } as const

export const lines = (all: readonly Check[], colour: boolean): string => {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)
  const colours = { ok: 32, note: 33, problem: 31 } as const
  const width = Math.max(...all.map(({ name }) => name.length))
  return all
    .flatMap(check => [
      `  ${paint(colours[check.state], words[check.state].padEnd(7))}  ${check.name.padEnd(width)}  ${check.says}`,
      ...(check.state === 'ok' ? [] : [`${' '.repeat(width + 13)}${check.cure}`]),
    ])
    .map(line => `${line}\n`)
    .join('')
}

const keyChecks = ({ brandKeys, iAdvizeKeys }: LoadedConfig): Check[] => [
  ...brandKeys.map(key => ({ name: 'keys.brand', state: 'ok' as const, says: `public key, ${fingerprint(key)}` })),
  ...iAdvizeKeys.map(key => ({
    name: 'keys.iAdvize',
    state: 'ok' as const,
    says: `private test key; the site must encrypt to its public half, ${fingerprint(key)}`,
  })),
]

/** 0 nothing stands in the way · 2 the configuration does · 3 the site does · 5 Padlock or its browser failed. */
const exitCodeOf = (all: readonly Check[]): number => {
  const blames = new Set(all.map(check => (check.state === 'problem' ? check.blame : null)))
  if (blames.has('harness')) return exitCodes.fault
  if (blames.has('configuration')) return exitCodes.usage
  return blames.has('site') ? exitCodes.unreachable : exitCodes.conforms
}

/** stdout of `--json`. */
export const doctorSchema = z.object({
  schemaVersion: z.literal(1),
  checks: z.array(
    z.discriminatedUnion('state', [
      z.object({ name: z.string(), state: z.literal('ok'), says: z.string() }),
      z.object({ name: z.string(), state: z.literal('note'), says: z.string(), cure: z.string() }),
      z.object({
        name: z.string(),
        state: z.literal('problem'),
        says: z.string(),
        cure: z.string(),
        /** what is to be fixed */
        blame: z.enum(['configuration', 'site', 'harness']),
      }),
    ]),
  ),
  exitCode: z.number(),
})

/** `recordings`: of what was looked at. */
export type Diagnosis = { checks: Check[]; exitCode: number; recordings: Recording[] }

/** Throws a UsageError where there is no browser. */
export const diagnosis = async (loaded: LoadedConfig, progress: (what: string) => void): Promise<Diagnosis> => {
  const { browser = { name: 'chromium' }, tagHost } = loaded.target
  const trustedKeys = await trustedKeysOf(loaded.target)
  const looker = await openLooker(browser, tagHost === undefined ? [] : [tagHost], trustedKeys).catch(
    (error: unknown) => {
      throw error instanceof NoBrowserError ? new UsageError(error.message) : error
    },
  )
  try {
    const examined = await examine(loaded, looker, progress)
    const all: Check[] = [
      { name: 'browser', state: 'ok', says: looker.browser },
      ...keyChecks(loaded),
      ...checks(examined),
    ]
    const looks = [examined.guest, ...examined.users.map(({ look }) => look)]
    return { checks: all, exitCode: exitCodeOf(all), recordings: looks.map(({ recording }) => recording) }
  } finally {
    await looker.close()
  }
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'checks, before any judgement, that a site can be certified with a configuration',
  usage: 'doctor --config FILE [--production] [--json]',
  options: {
    config: { type: 'string', value: 'FILE', help: 'the configuration to check' },
    production: { type: 'boolean', help: 'signs in to a site that looks like production; it is meant' },
    json: { type: 'boolean', help: 'stdout is exactly one JSON document' },
  },
  words: [0, 0],
  notes: `Signs in and out once as each user. «certify» does the same first, and stops where it would have no sense to go on.
Exit codes: 0 nothing stands in the way · 2 the configuration does · 3 the site does · 5 our fault`,
  run: async values => {
    if (values['config'] === undefined)
      throw new UsageError('--config: name the configuration to check; «padlock init» writes one')
    const loaded = await loadConfig(String(values['config']))
    const unmeant = productionProblem(`${String(values['config'])}: url`, loaded.target.origin)
    if (unmeant !== null && values['production'] !== true) throw new UsageError(unmeant)
    process.stderr.write(`padlock doctor: ${loaded.target.name}\n`)
    const { checks: all, exitCode } = await cancellable('cancelled', () =>
      diagnosis(loaded, what => process.stderr.write(`  looks at ${what}\n`)),
    )
    if (values['json'] === true)
      process.stdout.write(
        `${JSON.stringify({ schemaVersion: 1, checks: all, exitCode } satisfies z.infer<typeof doctorSchema>, null, 2)}\n`,
      )
    else {
      process.stdout.write(lines(all, styled(process.stdout).colour))
      const problems = all.filter(({ state }) => state === 'problem').length
      process.stdout.write(
        problems === 0
          ? `Nothing stands in the way of «${commandLine('certify')}».\n`
          : `${problems} problem${problems === 1 ? '' : 's'}; fix ${problems === 1 ? 'it' : 'the first one first'}, then run doctor again.\n`,
      )
    }
    return exitCode
  },
}
