/** `padlock sandbox`: iAdvize on one's own machine, until Ctrl-C. */
import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fingerprint } from '../../mock-iadvize/keys.ts'
import { KeyFileError, keptKeys, keyFiles, userKeyFolder } from '../../mock-iadvize/sandbox/kept-keys.ts'
import { CannotListen, openSandbox } from '../../mock-iadvize/sandbox/sandbox.ts'
import { newSetup } from '../../mock-iadvize/sandbox/tenants.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'
import { padlockVersion } from '../versions.ts'
import { cancelSignals } from './cancellation.ts'
import type { Command, Values } from './command.ts'

const defaultPort = 4280
const defaultSid = '4242'
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
function keyFolderOf(values: Values): string {
  const named = text(values['keys'])
  if (named !== null) return resolve(named)
  const here = resolve('padlock-keys')
  return existsSync(join(here, keyFiles.iAdvizePrivate)) ? here : userKeyFolder()
}

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'iAdvize on your own machine: the tag, the desk with its padlock, and what is wrong with a token',
  usage: 'sandbox [--port N] [--sid SID]',
  options: {
    port: { type: 'string', value: 'N', help: `${defaultPort} by default; 0 takes any port that is free` },
    sid: { type: 'string', value: 'SID', help: `id of the first site; ${defaultSid} by default` },
    keys: {
      type: 'string',
      value: 'DIR',
      help: 'where the test keys are kept; padlock-keys/ where it is there, your state folder otherwise',
    },
    host: { type: 'string', value: 'HOST', help: 'answers to other machines too; needs a token' },
    token: {
      type: 'string',
      value: 'TOKEN',
      help: 'what desk and control ask of other machines, 16 characters or more',
    },
  },
  words: [0, 0],
  notes: `Without --host it answers to this machine alone. Test accounts and test keys only. Ctrl-C ends it.
docs/sandbox.md describes the control API; the sandbox serves it at /control/openapi.json.`,

  async run(values) {
    const port = portOf(values)
    const { host, token } = reachOf(values)
    const folder = keyFolderOf(values)
    const sid = text(values['sid']) ?? defaultSid
    if (!/^[\w.-]{1,100}$/.test(sid))
      throw new UsageError(`--sid: expected 1 to 100 letters, digits, dots, hyphens or underscores`)
    const keys = await keptKeys(folder).catch((error: unknown) => {
      throw error instanceof KeyFileError ? new UsageError(error.message) : error
    })
    const opened = await openSandbox({
      port,
      host,
      token,
      version: padlockVersion,
      sites: [{ setup: newSetup(sid, keys.brand ? [keys.brand] : [], [keys.iAdvize]), byConfiguration: false }],
      iAdvizeKey: keys.iAdvize,
    }).catch((error: unknown) => {
      throw error instanceof CannotListen ? new UsageError(cannotListen(error.code, port, host)) : error
    })
    process.stdout.write(greeting(opened.origin, opened.defaultSite.view().snippet, folder, keys))
    await new Promise<void>(resolve => {
      for (const signal of cancelSignals) process.once(signal, resolve)
    })
    await opened.close()
    return exitCodes.conforms
  },
}

const cannotListen = (code: string, port: number, host: string | null): string =>
  code === 'EADDRINUSE'
    ? `--port ${port}: something else listens there; end it, or choose another port (0 takes any that is free)`
    : code === 'EACCES'
      ? `--port ${port}: this user may not listen there; choose a port above 1023`
      : `${host === null ? `--port ${port}` : `--host ${host}`}: cannot listen there (${code})`

const greeting = (
  origin: string,
  snippet: string,
  folder: string,
  keys: { iAdvize: KeyObject; made: boolean },
): string =>
  `padlock sandbox: ${origin}   (Ctrl-C ends it)

  desk       ${origin}/desk
  control    ${origin}/control/openapi.json

Put this into a page; getToken is yours, it asks your backend for a token:

${snippet}

Test keys, ${keys.made ? 'made just now and kept' : 'kept'} in ${folder}:
  ${keyFiles.brandPrivate}        your token provider signs with it
  ${keyFiles.iAdvizePublic}  it encrypts to this one (${fingerprint(keys.iAdvize)})
`
