/** `padlock sandbox`: iAdvize on one's own machine, until Ctrl-C. */
import { resolve } from 'node:path'
import { fingerprint } from '../../../mock-iadvize/token/keys.ts'
import {
  KeyFileError,
  keptKeys,
  keyFiles,
  keyFilesIn,
  userKeyFolder,
  type KeptKeys,
} from '../../../mock-iadvize/sandbox/kept-keys.ts'
import { CannotListen, type GivenSite, type Sandbox } from '../../../mock-iadvize/sandbox/sandbox.ts'
import { tokenAsked } from '../../../mock-iadvize/sandbox/guard.ts'
import { controlRoot } from '../../../mock-iadvize/sandbox/operations.ts'
import type { Problem, StatusView } from '../../../mock-iadvize/sandbox/schemas.ts'
import { openStateFile, StateFileError } from '../../../mock-iadvize/sandbox/state-file.ts'
import { newSetup } from '../../../mock-iadvize/sandbox/tenants.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { startWholeSandbox } from '../../sandbox/start-sandbox.ts'
import { cancelled } from '../../foundation/ending.ts'
import { createUi } from '../../ui/ui.ts'
import { uiOptions } from './ui.ts'
import type { Command, Values } from '../command.ts'

const defaultPort = 4280
export const defaultSid = '4242'
/** Characters: what somebody on the network could guess is no token. */
const shortestToken = 16

const text = (value: Values[string]): string | null => (typeof value === 'string' ? value : null)

function portOf(values: Values): number {
  const given = text(values['port'])
  if (given === null) return defaultPort
  const port = Number(given)
  if (/^\d+$/.test(given) && port <= 65_535) return port
  throw new UsageError(`--port ${given}: expected a number from 0 to 65535; 0 takes any port that is free`)
}

/** Beyond loopback only with both. */
function reachOf(values: Values): { host: string | null; token: string | null } {
  const host = text(values['host'])
  const token = text(values['token']) ?? process.env['PADLOCK_SANDBOX_TOKEN'] ?? null
  if (host !== null && token === null)
    throw new UsageError(
      `--host ${host}: other machines could then drive the sandbox; give a token as well: --token, or PADLOCK_SANDBOX_TOKEN in the environment`,
    )
  if (host !== null && token !== null && token.length < shortestToken)
    throw new UsageError(`--token: expected at least ${shortestToken} characters; «openssl rand -hex 16» makes one`)
  return host === null ? { host, token: null } : { host, token }
}

/** Keys of `padlock keys` in this folder come before those that the sandbox keeps for the user. */
export function keyFolderOf(values: Values): string {
  const named = text(values['keys'])
  if (named !== null) return resolve(named)
  const here = resolve('padlock-keys')
  return keyFilesIn(here).length > 0 ? here : userKeyFolder()
}

export const usable = async <T>(act: () => T | Promise<T>): Promise<T> => {
  try {
    return await act()
  } catch (error) {
    if (error instanceof KeyFileError) throw new UsageError(...error.problems)
    if (error instanceof StateFileError) throw new UsageError(error.message)
    throw error
  }
}

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'iAdvize on your own machine: the tag, the desk with its padlock, and what is wrong with a token',
  usage: 'sandbox [--port N] [--config FILE …] [--state FILE]',
  options: {
    port: { type: 'string', value: 'N', help: `${defaultPort} by default; 0 takes any port that is free` },
    sid: { type: 'string', value: 'SID', help: `id of the first site; ${defaultSid} by default` },
    config: {
      type: 'string',
      value: 'FILE',
      multiple: true,
      help: 'a configuration of certify: its sid, its keys and its session length; more files are more sites',
    },
    keys: {
      type: 'string',
      value: 'DIR',
      help: 'where the test keys are kept; padlock-keys/ where it is there, your state folder otherwise',
    },
    state: {
      type: 'string',
      value: 'FILE',
      help: 'keeps sites, visitors and conversations in an SQLite file; in memory by default',
    },
    host: { type: 'string', value: 'HOST', help: 'answers to other machines too; needs a token' },
    token: {
      type: 'string',
      value: 'TOKEN',
      help: 'what desk and control ask of other machines, 16 characters or more',
    },
  },
  words: [0, 0],
  notes: `Without --host it answers to this machine alone. Test accounts and test keys only: --state writes conversations down.
docs/sandbox.md describes the control API; the sandbox serves it at /control/openapi.json.`,

  async run(values) {
    const port = portOf(values)
    const { host, token } = reachOf(values)
    const folder = keyFolderOf(values)
    const configs = [values['config'] ?? []].flat().filter(file => typeof file === 'string')
    const sid = text(values['sid'])
    if (sid !== null && !/^[\w.-]{1,100}$/.test(sid))
      throw new UsageError('--sid: expected 1 to 100 letters, digits, dots, hyphens or underscores')
    if (sid !== null && configs.length > 0)
      throw new UsageError('--sid and --config: the configuration names the site; leave --sid out')
    const keys = await usable(() => keptKeys(folder))
    warn(keys)
    const [first = givenSite(sid ?? defaultSid, keys), ...others] = await sitesOf(configs, keys)
    const page = host === null ? uiOptions() : undefined
    const ui = page && createUi({ ...page, isBesideSandbox: true })
    const stateFile = text(values['state'])
    const state = stateFile === null ? null : await usable(() => openStateFile(resolve(stateFile)))
    const opened = await startWholeSandbox({
      port,
      host,
      token,
      sites: [first, ...others],
      iAdvizeKey: keys.iAdvize,
      ...(state && { state }),
      ...(ui && { beside: ui }),
    }).catch(async (error: unknown) => {
      state?.close()
      throw error instanceof CannotListen ? new UsageError(await cannotListen(error.code, port, host)) : error
    })
    const ended = cancelled()
    const atTerminal = process.stdout.isTTY
    process.stdout.write(
      greeting(opened, {
        folder,
        keys,
        stateFile,
        token,
        atTerminal,
        ...(page && ui && { certify: `${ui.path}?token=${atTerminal ? page.token : 'TOKEN'}` }),
      }),
    )
    await ended
    await ui?.close()
    await opened.close()
    return exitCodes.conforms
  },
}

/** What reads configurations is loaded by those who have some. */
const sitesOf = async (configs: readonly string[], { iAdvize }: KeptKeys): Promise<GivenSite[]> =>
  configs.length === 0 ? [] : (await import('../../sandbox/configured-sites.ts')).configuredSites(configs, iAdvize)

export const givenSite = (sid: string, { brand, iAdvize }: KeptKeys): GivenSite => ({
  setup: newSetup(sid, brand ? [brand] : [], [iAdvize]),
  byConfiguration: false,
})

const cannotListen = async (code: string, port: number, host: string | null): Promise<string> => {
  if (code === 'EADDRINUSE') {
    const other = await isSandbox(port)
    return `--port ${port}: ${other ? `another sandbox runs there, http://127.0.0.1:${port}/inspector: use it, end it` : 'something else listens there; end it'}, or choose another port (0 takes any that is free)`
  }
  return code === 'EACCES'
    ? `--port ${port}: this user may not listen there; choose a port above 1023`
    : `${host === null ? `--port ${port}` : `--host ${host}`}: cannot listen there (${code})`
}

/** It says so itself, also where it asks for a token first. */
const isSandbox = async (port: number): Promise<boolean> => {
  try {
    const signal = AbortSignal.timeout(1000)
    const answer = await fetch(`http://127.0.0.1:${port}${controlRoot}/status`, { signal })
    const said = (await answer.json()) as Partial<StatusView & Problem>
    return said.name === 'padlock sandbox' || (answer.status === 401 && said.error === tokenAsked)
  } catch {
    // Whatever does not answer so is none.
    return false
  }
}

type Start = {
  folder: string
  keys: KeptKeys
  stateFile: string | null
  token: string | null
  atTerminal: boolean
  /** path of the page that runs Padlock, and the token that it asks for */
  certify?: string
}

/** The token is told to whoever sits before this terminal, and never written into a log. */
export const greeting = (
  { origin, origins, sites, defaultSite }: Pick<Sandbox, 'origin' | 'origins' | 'sites' | 'defaultSite'>,
  { folder, keys, stateFile, token, atTerminal, certify }: Start,
): string => {
  const all = sites.list()
  const shown = token === null ? '' : `?token=${atTerminal ? encodeURIComponent(token) : 'TOKEN'}`
  const others = origins.filter(each => each !== origin)
  return `padlock sandbox: ${origin}   (Ctrl-C ends it)

  inspector  ${origin}/inspector${shown}
  desk       ${origin}/desk${shown}
${certify === undefined ? '' : `  certify    ${origin}${certify}\n`}  control    ${origin}/control/openapi.json${token === null ? '' : '   (Authorization: Bearer TOKEN)'}
${all.length > 1 ? `  sites      ${all.map(({ sid }) => sid).join(', ')}\n` : ''}${stateFile === null ? '' : `  state      kept in ${resolve(stateFile)}\n`}
${others.length === 0 ? '' : `From other machines; pages there load the tag from the same address:\n\n${others.map(each => `  ${each}/inspector${shown}\n`).join('')}\n`}Two lines for a page; getToken is yours, it asks your backend for a token:

${defaultSite.view().snippet}

${keysTold(folder, keys)}`
}

/** Which files are whose; one that is not there is reported as such, and what stands in for it. */
export const keysTold = (folder: string, { brand, iAdvize, made, files }: KeptKeys): string => {
  const row = (name: string, says: string) => `  ${name.padEnd(keyFiles.iAdvizePublic.length)}  ${says}\n`
  const rows = [
    files.includes(keyFiles.brandPrivate)
      ? row(keyFiles.brandPrivate, `your token provider signs with it (${brand ? fingerprint(brand) : ''})`)
      : brand
        ? row(keyFiles.brandPublic, `verifies what your token provider signs (${fingerprint(brand)})`)
        : row(
            'no brand key',
            'the site’s comes from keys.brand of --config, or brandKeys of control; until then every token is refused',
          ),
    files.includes(keyFiles.iAdvizePublic)
      ? row(keyFiles.iAdvizePublic, `it encrypts to this one (${fingerprint(iAdvize)})`)
      : row(
          keyFiles.iAdvizePrivate,
          `opens the tokens (${fingerprint(iAdvize)}); your token provider needs its public half, «openssl pkey -in FILE -pubout»`,
        ),
  ]
  return `Test keys, ${made ? 'made just now and kept' : 'kept'} in ${folder}:\n${rows.join('')}`
}

export const warn = ({ warnings }: KeptKeys): void => {
  for (const warning of warnings) process.stderr.write(`padlock: ${warning}\n`)
}
