/** `padlock ui`: a page from which Padlock is run, until Ctrl-C. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { asError, cancelled } from '../../foundation/ending.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { inRepository } from '../../foundation/installation.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { startUi } from '../../ui/start-ui.ts'
import type { UiOptions } from '../../ui/ui.ts'
import type { Command, Values } from '../command.ts'
import { text } from '../judging.ts'
import { readReport } from '../report-file.ts'
import { trendOf } from '../trend-files.ts'

const defaultPort = 4290
const defaultRuns = inRepository ? 'reports/out/runs' : 'padlock-runs'
export const tokenVariable = 'PADLOCK_UI_TOKEN'
/** Characters: what somebody on this machine could guess is no token. */
const minToken = 16

const portOf = (values: Values): number => {
  const given = text(values, 'port')
  if (given === undefined) return defaultPort
  const port = Number(given)
  if (/^\d+$/.test(given) && port <= 65_535) return port
  throw new UsageError(`--port ${given}: expected a number from 0 to 65535; 0 takes any port that is free`)
}

/** Another one with each start, unless the environment names one. */
const tokenOf = (): string => {
  const given = process.env[tokenVariable]
  if (given === undefined) return randomBytes(16).toString('hex')
  if (given.length >= minToken) return given
  throw new UsageError(`${tokenVariable}: expected at least ${minToken} characters; «openssl rand -hex 16» makes one`)
}

/** What the page needs to run the command that this process is. */
export const uiOptions = (runs: string = defaultRuns): Omit<UiOptions, 'isBesideSandbox'> => {
  const { [tokenVariable]: _token, ...env } = process.env
  return {
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    folder: process.cwd(),
    runsFolder: resolve(runs),
    token: tokenOf(),
    env,
    readers: { readReport, trendOf },
    onFault: error =>
      void process.stderr.write(
        `padlock: a fault of the page's own: ${(process.env['PADLOCK_DEBUG'] ? asError(error).stack : asError(error).message) ?? ''}\n`,
      ),
  }
}

export const ui: Command = {
  name: 'ui',
  summary: 'a page to run Padlock from: configure, check, follow a run, read, compare and keep reports',
  usage: 'ui [--port N] [--runs DIR]',
  options: {
    port: { type: 'string', value: 'N', help: `${defaultPort} by default; 0 takes any port that is free` },
    runs: { type: 'string', value: 'DIR', help: `where the reports of the runs are kept; ${defaultRuns} by default` },
  },
  words: [0, 0],
  notes: `It answers to this machine alone, and to whoever has the token in the address that it prints (${tokenVariable} sets one).
Configurations, keys and reports are those of the folder in which it is started. Passwords that are typed into the page stay in its memory.`,
  run: async values => {
    const port = portOf(values)
    const options = uiOptions(text(values, 'runs'))
    const running = await startUi({ ...options, port }).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
      throw new UsageError(
        code === 'EADDRINUSE'
          ? `--port ${port}: something listens there already; end it, or choose another port (0 takes any that is free)`
          : `--port ${port}: this user may not listen there; choose a port above 1023`,
      )
    })
    const ended = cancelled()
    process.stdout.write(`padlock ui: ${running.address}?token=${options.token}   (Ctrl-C ends it)\n`)
    await ended
    await running.close()
    return exitCodes.conforms
  },
}
