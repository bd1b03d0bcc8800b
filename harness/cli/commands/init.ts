/** `padlock init`: looks at a site in a browser and writes a configuration of what it found. */
import { existsSync, writeFileSync } from 'node:fs'
import { extname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { z } from 'zod'
import { NoBrowserError } from '../../browser/launch/find-browser.ts'
import type { User } from '../../config/target.ts'
import { iadvizeHostProblem, productionProblem } from '../../config/production.ts'
import { secretKind } from '../../../mock-iadvize/input/secret-like.ts'
import { draftConfig, firstConfig } from '../../doctor/first-config.ts'
import type { UserVariables } from '../../doctor/first-config.ts'
import { openLooker } from '../../doctor/look.ts'
import { survey, UnreachableError } from '../../doctor/survey.ts'
import type { Survey } from '../../doctor/survey.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { commandLine } from '../../foundation/installation.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { cancellable } from '../../run/cancellation.ts'
import type { Command, Values } from '../command.ts'

const defaultFile = 'padlock.config.ts'
const extensions = ['.ts', '.mts', '.js', '.mjs']
const defaultKeys = { brand: 'padlock-keys/brand-public.pem', iAdvize: 'padlock-keys/iadvize-test-private.pem' }

const variables = (number: number): UserVariables => ({
  user: `PADLOCK_USER_${number}`,
  password: `PADLOCK_PASSWORD_${number}`,
  userId: `PADLOCK_USER_ID_${number}`,
})
const accounts = [variables(1), variables(2)]
const labels = ['first', 'second']
/** Of HTTP basic authentication. */
const basicVariables = { user: 'PADLOCK_BASIC_USER', password: 'PADLOCK_BASIC_PASSWORD' }

type Asker = { ask(question: string): Promise<string>; askSecret(question: string): Promise<string>; close(): void }

/** Questions and answers go over the terminal; what is typed as a secret is not shown. */
const terminalAsker = (): Asker => {
  let hidden = false
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!hidden) process.stderr.write(chunk)
      done()
    },
  })
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  const ask = async (question: string): Promise<string> => (await terminal.question(question)).trim()
  return {
    ask,
    askSecret: async question => {
      process.stderr.write(question)
      hidden = true
      try {
        return await ask('')
      } finally {
        hidden = false
        process.stderr.write('\n')
      }
    },
    close: () => terminal.close(),
  }
}

/** Whatever was given in its place is not repeated at length. */
const shownUrl = (text: string): string => (secretKind(text) === null && text.length <= 100 ? `«${text}»` : 'URL')

const readUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      `${shownUrl(text)}: expected the http or https URL of a site, for example https://staging.example.com`,
    )
  if (url.username || url.password)
    throw new UsageError(
      `URL: holds a user name or a password; put them into ${basicVariables.user} and ${basicVariables.password} in the environment`,
    )
  const theirs = iadvizeHostProblem('URL', url.href)
  if (theirs !== null) throw new UsageError(theirs)
  return url
}

const readFile = (values: Values): string => {
  const file = String(values['config'] ?? defaultFile)
  if (!extensions.includes(extname(file)))
    throw new UsageError(
      `--config ${file}: expected a name that ends in ${extensions.join(', ')}; JSON has no comments`,
    )
  if (existsSync(file) && values['force'] !== true)
    throw new UsageError(`${file} is already there and is kept: name another with --config, or replace it with --force`)
  return file
}

/** From the environment, or asked for. Only known for as long as the command runs. */
const readUsers = async (asker: Asker | null): Promise<User[]> => {
  const users: User[] = []
  for (const [index, names] of accounts.entries()) {
    const label = labels[index] ?? ''
    const optional = index === 0 ? '' : ', or nothing'
    const username =
      process.env[names.user] ?? (await asker?.ask(`user name of the ${label} test account${optional}: `))
    if (!username) break
    const password =
      process.env[names.password] ?? (await asker?.askSecret('its password (not shown, used now, not kept): '))
    if (!password) break
    users.push({ label, username, password })
  }
  return users
}

/** undefined: none is set. */
const readBasicAuth = (): { username: string; password: string } | undefined => {
  const { [basicVariables.user]: username, [basicVariables.password]: password } = process.env
  if (!username && !password) return undefined
  if (username && password) return { username, password }
  throw new UsageError(
    `${username ? basicVariables.password : basicVariables.user} is missing in the environment, and ${username ? basicVariables.user : basicVariables.password} is there: HTTP basic authentication needs both`,
  )
}

const found = ({ tag, guests, signInPage, signedInPages, withoutTag, users, token }: Survey): string[] => [
  tag ? `the tag on ${tag.inWords}, site ${tag.sid}` : 'no iAdvize tag yet',
  ...(guests === null ? [] : [`guests are ${guests === 'anonymous' ? 'activated anonymously' : 'not activated'}`]),
  ...(signInPage !== null
    ? [`a login form behind ${signInPage}`]
    : users.some(({ because }) => because === null)
      ? []
      : ['no login form yet']),
  ...users.map(
    ({ label, because, stays }) =>
      `the ${label} user ${because !== null ? `does not get in: ${because}` : stays !== null ? `signs in, and not out: ${stays}` : 'signs in and out'}`,
  ),
  ...(signedInPages.length > 0 ? [`${signedInPages.join(', ')} in the authenticated area`] : []),
  ...(withoutTag.length > 0 ? [`no tag on ${withoutTag.join(', ')}: left out of pages.signedIn`] : []),
  ...(token ? ['a token reaches activate'] : []),
]

/** Named in the environment, they are part of the configuration. */
const missingUserIds = (): string[] => {
  const lacking = accounts.map(({ userId }) => userId).filter(name => !process.env[name])
  return lacking.length === 0
    ? []
    : [
        `users[].userId: the one that iAdvize must get for each account (${lacking.join(', ')} in the environment). Without it nobody notices when one gets the other's`,
      ]
}

const missing = ({ tag, signInPage, signedInPages, users }: Survey, keys: typeof defaultKeys): string[] => [
  ...(tag ? [] : ['sid: the id of your site at iAdvize']),
  ...(signedInPages.length > 0 ? [] : ['pages.signedIn: pages that only signed-in visitors see']),
  ...(signInPage === null && !users.some(({ because }) => because === null)
    ? ['signIn: where and how visitors sign in']
    : []),
  ...accounts
    .slice(users.length)
    .map(({ user, password }) => `${user} and ${password} in the environment: a test account`),
  ...Object.entries(keys).flatMap(([side, file]) =>
    existsSync(file)
      ? []
      : [`keys.${side}: ${file} is not there; «${commandLine('keys')}» makes a test pair for each side`],
  ),
  ...missingUserIds(),
]

/** stdout of `--json`. */
export const initSchema = z.object({
  schemaVersion: z.literal(1),
  /** where the URL led to */
  origin: z.string(),
  /** in a few words each */
  found: z.array(z.string()),
  missing: z.array(z.string()),
  /** a configuration of what was found; what was not found is empty in it */
  config: z.record(z.string(), z.json()),
})

export const init: Command = {
  name: 'init',
  summary: 'looks at a site in a browser, says what it found, and writes a configuration',
  usage: 'init [URL] [--config FILE] [--brand-key PUB] [--iadvize-key PRIV] [--production] [--force] [--json]',
  options: {
    config: { type: 'string', value: 'FILE', help: `the file to write; ${defaultFile} by default` },
    'brand-key': { type: 'string', value: 'PUB', help: `the brand's public key; ${defaultKeys.brand} by default` },
    'iadvize-key': {
      type: 'string',
      value: 'PRIV',
      help: `the private half of the iAdvize test pair; ${defaultKeys.iAdvize} by default`,
    },
    production: { type: 'boolean', help: 'signs in to a site that looks like production; it is meant' },
    force: { type: 'boolean', help: 'replaces the file when it is there' },
    json: { type: 'boolean', help: 'writes no file: stdout is exactly one JSON document, what was found' },
  },
  words: [0, 1],
  notes: `With PADLOCK_USER_1 and PADLOCK_PASSWORD_1 (and _2) in the environment it signs in, and finds the authenticated area too.
With PADLOCK_BASIC_USER and PADLOCK_BASIC_PASSWORD it passes HTTP basic authentication.
At a terminal it asks for what it can't see; in a pipe it asks nothing and says what is missing.`,
  run: async (values, [word]) => {
    const asJson = values['json'] === true
    const file = asJson ? null : readFile(values)
    const asker = !asJson && process.stdin.isTTY && process.stderr.isTTY ? terminalAsker() : null
    try {
      const text = word ?? (await asker?.ask('URL of the site, a test environment: '))
      if (!text) throw new UsageError('the URL of the site is missing: padlock init https://staging.example.com')
      const url = readUrl(text)
      const basicAuth = readBasicAuth()
      const users = await readUsers(asker)
      const unmeant = users.length === 0 ? null : productionProblem('URL', url.origin)
      if (unmeant !== null && values['production'] !== true) throw new UsageError(unmeant)
      const looker = await openLooker({ name: 'chromium' }).catch((error: unknown) => {
        throw error instanceof NoBrowserError ? new UsageError(error.message) : error
      })
      let seen: Survey
      try {
        seen = await cancellable('cancelled; nothing was written', () =>
          survey(url, users, looker, what => process.stderr.write(`  looks at ${what}\n`), basicAuth),
        )
      } finally {
        await looker.close()
      }
      const keys = {
        brand: String(values['brand-key'] ?? defaultKeys.brand),
        iAdvize: String(values['iadvize-key'] ?? defaultKeys.iAdvize),
      }
      const lacks = missing(seen, keys)
      const first = {
        survey: seen,
        users: accounts.map(names => ({ ...names, hasUserId: Boolean(process.env[names.userId]) })),
        keys,
        ...(basicAuth && { basicAuth: basicVariables }),
      }
      if (file === null) {
        const config = z.record(z.string(), z.json()).parse(draftConfig(first))
        const told = { schemaVersion: 1, origin: seen.origin, found: found(seen), missing: lacks, config } as const
        process.stdout.write(`${JSON.stringify(told satisfies z.infer<typeof initSchema>, null, 2)}\n`)
        return exitCodes.conforms
      }
      writeFileSync(file, firstConfig({ ...first, extension: extname(file) }))
      process.stdout.write(
        [
          `found on ${seen.origin}`,
          ...found(seen).map(line => `  ${line}`),
          ...(lacks.length > 0 ? ['still missing', ...lacks.map(line => `  ${line}`)] : []),
          `wrote ${file}`,
          `next: ${commandLine(`doctor --config ${file}`)}`,
          '',
        ].join('\n'),
      )
      return exitCodes.conforms
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      const hint = /basic authentication/.test(error.message)
        ? `; set ${basicVariables.user} and ${basicVariables.password} in the environment`
        : ''
      process.stderr.write(`padlock: ${error.message}${hint}; nothing was written\n`)
      return exitCodes.unreachable
    } finally {
      asker?.close()
    }
  },
}
