/** Reads a configuration and what it names. Every mistake at once: file, key, value, what was expected, cure. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { z } from 'zod'
import { fingerprint } from '../../mock-iadvize/token/keys.ts'
import { readKey } from '../../mock-iadvize/token/keys/read-key.ts'
import { schemaProblems, type Path } from '../../mock-iadvize/input/schema-problems.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { configSchema } from './config.ts'
import type { ReadConfig } from './config.ts'
import { readConfigFile } from './config-file.ts'
import { iadvizeHostProblem } from './production.ts'
import { resolveSecrets } from './secret-references.ts'
import type { Secrets } from './secret-references.ts'
import { readStorageState } from './storage-state.ts'
import { contentInsteadOfPath, pathExpected } from '../foundation/given-path.ts'
import { plainConfig } from './plain-config.ts'
import type { Access, BrowserChoice, Target, User } from './target.ts'

export type LoadedConfig = {
  target: Target
  brandKeys: KeyObject[]
  /** empty: tokens are accepted on trust (`target.trust`) */
  iAdvizeKeys: KeyObject[]
  /** minutes */
  sessionMinutes: number
  /** longest lifetime of a token, in seconds, before it warns */
  tokenSeconds: number
}

type Told = (problem: string) => unknown
/** A configuration that may have mistakes: each reader takes what is there in the shape that it knows. */
type Draft = { [key: string]: unknown }
const asObject = (value: unknown): Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Draft) : {}
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** `none` in the place of a key file: there is no key. */
const noKey = 'none'

const readKeyFile = (file: string, key: string, path: string, half: 'public' | 'private', told: Told): KeyObject[] => {
  const content = contentInsteadOfPath(path)
  if (content !== null) {
    told(`${key}: ${pathExpected('a key file', content)}`)
    return []
  }
  let text: Buffer
  try {
    text = readFileSync(resolve(dirname(file), path))
  } catch {
    told(`${key}: ${path} can't be read; give the path of a key file, relative to the configuration`)
    return []
  }
  const read = readKey(text, half)
  if ('problem' in read) told(`${key}: ${path}: ${read.problem}`)
  return read.key ? [read.key] : []
}

/** `file`: absolute; paths of keys are relative to it. */
export const readKeys = (file: string, keys: Draft, told: Told): Pick<LoadedConfig, 'brandKeys' | 'iAdvizeKeys'> => {
  const { brand, iAdvize } = keys
  const brandKeys = [brand]
    .flat()
    .flatMap(path => (typeof path === 'string' && path ? readKeyFile(file, 'keys.brand', path, 'public', told) : []))
  const trusts = iAdvize === undefined || iAdvize === noKey
  const iAdvizeKeys =
    trusts || typeof iAdvize !== 'string' || iAdvize === ''
      ? []
      : readKeyFile(file, 'keys.iAdvize', iAdvize, 'private', told)
  if (!trusts && brand === undefined)
    told(
      'keys.brand: expected the file of the public key that the brand hands over to iAdvize; received nothing: without it no signature can be verified',
    )
  for (const key of iAdvizeKeys)
    if (brandKeys.some(other => fingerprint(other) === fingerprint(key)))
      told(
        "keys.brand and keys.iAdvize are halves of one pair; keys.brand is the public key that verifies the brand's signature",
      )
  return { brandKeys, iAdvizeKeys }
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']

const readUsers = (config: Draft, secrets: Secrets, told: Told): User[] => {
  const byFunction = typeof config['signIn'] === 'function'
  const users = asList(config['users']).map((raw, index): User => {
    const given = asObject(raw)
    const key = `users[${index}]`
    const text = (name: string): string | undefined => secrets.at('users', index, name)
    if (given['storageState'] === undefined && !byFunction)
      for (const name of ['username', 'password'])
        if (given[name] === undefined && typeof raw === 'object')
          told(
            `${key}.${name}: expected ${name === 'password' ? '{ "env": "NAME" } or { "file": "path" }' : 'what is typed into the login form'}, or a ${key}.storageState; received nothing`,
          )
    const stored = text('storageState')
    const state = stored === undefined ? undefined : readStorageState(stored)
    if (state && 'problem' in state) told(`${secrets.source('users', index, 'storageState')}: ${state.problem}`)
    const userId = text('userId')
    return {
      label: ordinals[index] ?? `${index + 1}th`,
      username: text('username') ?? '',
      password: text('password') ?? '',
      ...(userId === undefined ? {} : { userId }),
      ...(state && !('problem' in state) ? { storageState: state } : {}),
      from: `${secrets.source('users', index, 'username')} and ${secrets.source('users', index, 'password')}`,
    }
  })
  for (const [name, what] of [
    ['username', 'account'],
    ['userId', 'userId'],
  ] as const)
    users.forEach((user, index) => {
      const earlier = users.findIndex(
        other => other[name] !== undefined && other[name] !== '' && other[name] === user[name],
      )
      if (earlier >= 0 && earlier < index)
        told(`users[${index}].${name}: expected another ${what} than that of users[${earlier}]; received the same`)
    })
  return users
}

/** `url` is an origin: what else stands in it would be dropped in silence. */
const checkUrl = ({ url, tagHost }: Draft, told: Told): unknown => {
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:/i.test(url)) return
  const theirs = iadvizeHostProblem('url', url)
  if (theirs !== null) return told(theirs)
  const { username, password, pathname, search, hash, hostname } = new URL(url)
  if (username || password) told('url: holds a user name or a password; put them into basicAuth, by reference')
  else if (pathname !== '/' || search || hash)
    told(`url: expected an origin without a path; put «${pathname}» before each path under pages and signIn`)
  if (typeof tagHost === 'string' && tagHost.toLowerCase() === hostname)
    told(
      'tagHost: is the host of the site itself: the mock would stand in its place; only a host of its own can be led to it',
    )
}

const readAccess = (file: string, config: Draft, secrets: Secrets, told: Told): Access => {
  const tls = asObject(config['tls'])
  const proxy = asObject(config['proxy'])
  const server = secrets.at('proxy', 'server')
  if (server !== undefined && !/^(?:https?|socks[45]?):\/\/[^\s/@]+\/?$/.test(server))
    told(
      `${secrets.source('proxy', 'server')}: expected a URL with scheme, host and port, as http://proxy.example.com:3128; a name and a password have keys of their own`,
    )
  const basic = { username: secrets.at('basicAuth', 'username'), password: secrets.at('basicAuth', 'password') }
  let ca: string | undefined
  const notCa =
    typeof tls['ca'] === 'string' && !tls['ca'].includes('BEGIN CERTIFICATE') ? contentInsteadOfPath(tls['ca']) : null
  if (typeof tls['ca'] === 'string' && /BEGIN CERTIFICATE|\n/.test(tls['ca']))
    told(`tls.ca: ${pathExpected('a PEM file', 'a certificate')}`)
  else if (notCa !== null) told(`tls.ca: ${pathExpected('a PEM file', notCa)}`)
  else if (typeof tls['ca'] === 'string' && tls['ca'] !== '')
    try {
      ca = readFileSync(resolve(dirname(file), tls['ca']), 'utf8')
      certificatesIn(ca)
    } catch (error) {
      told(
        `tls.ca: ${tls['ca']} ${ca === undefined ? "can't be read; give the path of a PEM file, relative to the configuration" : `holds no certificate in PEM (${error instanceof Error ? error.message : ''})`}`,
      )
    }
  const proxyUser = secrets.at('proxy', 'username')
  const proxyPassword = secrets.at('proxy', 'password')
  return {
    headers: Object.fromEntries(
      Object.keys(asObject(config['headers'])).flatMap(name => {
        const value = secrets.at('headers', name)
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    ...(basic.username !== undefined && basic.password !== undefined
      ? { basicAuth: { username: basic.username, password: basic.password } }
      : {}),
    ...(server === undefined
      ? {}
      : {
          proxy: {
            server,
            ...(proxyUser === undefined ? {} : { username: proxyUser }),
            ...(proxyPassword === undefined ? {} : { password: proxyPassword }),
            bypass: asList(proxy['bypass']).map(String),
          },
        }),
    tls: { ignoreErrors: tls['ignoreErrors'] === true, ...(ca === undefined ? {} : { ca }) },
  }
}

/** Throws when there is none, or one that is damaged. */
export const certificatesIn = (pem: string): X509Certificate[] => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (!blocks) throw new Error('no BEGIN CERTIFICATE')
  return blocks.map(block => new X509Certificate(block))
}

const browserChoice = ({ browser }: ReadConfig, secrets: Secrets): BrowserChoice => {
  const connect = secrets.at('browser', 'connect')
  return {
    name: browser.name,
    ...(browser.channel === undefined ? {} : { channel: browser.channel }),
    ...(browser.executablePath === undefined ? {} : { executablePath: browser.executablePath }),
    ...(connect === undefined ? {} : { connect }),
    ...(browser.device === undefined ? {} : { device: browser.device }),
    headed: browser.headed,
    slowMo: browser.slowMo,
  }
}

/** Where a secret or somebody's name may stand. */
const isSecret = (path: Path): boolean =>
  ['users', 'headers', 'basicAuth', 'proxy'].includes(String(path[0])) || path.at(-1) === 'connect'

/** `schema`: the one of a whole configuration, or of a part. */
export const configProblems = (raw: unknown, error: z.core.$ZodError, schema: z.ZodType = configSchema): string[] =>
  schemaProblems(raw, error, { schema, isSecret }).map(
    ({ where, says }) => `${where || 'the whole configuration'}: ${says}`,
  )

/** Throws a UsageError with every mistake in the file and in what it names. */
export const loadConfig = async (path: string): Promise<LoadedConfig> => {
  const file = resolve(path)
  return readConfig(await readConfigFile(file, path), file, path)
}

/**
 * `file`: absolute; what the configuration names is looked for in its folder. `path`: how mistakes name it. Throws as
 * {@link loadConfig} does. `env`: where the variables stand that it names.
 */
export const readConfig = (
  given: unknown,
  file: string,
  path: string,
  env: NodeJS.ProcessEnv = process.env,
): LoadedConfig => {
  const { value: raw, problems: unreadable } = plainConfig(given)
  const parsed = configSchema.safeParse(raw)
  const problems = [
    ...unreadable.map(({ where, says }) => `${where || 'the whole configuration'}: ${says}`),
    // What could not be read is told already, and is not missing as well.
    ...(parsed.success ? [] : configProblems(raw, parsed.error)).filter(
      problem => !unreadable.some(({ where }) => problem.startsWith(`${where}:`)),
    ),
  ]
  const told: Told = problem => problems.push(problem)
  const draft = asObject(raw)
  const secrets = resolveSecrets(raw, file, env)
  problems.push(...secrets.problems)
  checkUrl(draft, told)
  const users = readUsers(draft, secrets, told)
  const keys = readKeys(file, asObject(draft['keys']), told)
  const access = readAccess(file, draft, secrets, told)
  if (!parsed.success || problems.length > 0)
    throw new UsageError(...[...new Set(problems)].map(problem => `${path}: ${problem}`))
  const config = parsed.data
  const url = new URL(config.url)
  const form = typeof config.signIn === 'object' ? config.signIn : undefined
  const { page: signInPage, ...signInForm } = form ?? {}
  return {
    ...keys,
    sessionMinutes: config.policy.sessionMinutes,
    tokenSeconds: config.policy.tokenSeconds,
    target: {
      name: config.name ?? url.host,
      origin: url.origin,
      sid: config.sid,
      platform: config.platform,
      ...(config.tagHost === undefined ? {} : { tagHost: config.tagHost.toLowerCase() }),
      pages: config.pages,
      users,
      signInPage: signInPage ?? '/login',
      signInPageNamed: signInPage !== undefined,
      signIn: typeof config.signIn === 'function' ? config.signIn : signInForm,
      ...(config.signOut === undefined ? {} : { signOut: config.signOut }),
      ...(config.isSignedIn === undefined ? {} : { isSignedIn: config.isSignedIn }),
      consent: config.consent,
      ...(config.stack === undefined ? {} : { stack: config.stack }),
      ...(config.tokenProvider === undefined ? {} : { tokenProvider: config.tokenProvider }),
      guests: config.policy.guests,
      anonymousFallback: config.policy.anonymousFallback,
      access,
      timeouts: config.timeouts,
      browser: browserChoice(config, secrets),
      signInsPerMinute: config.signInsPerMinute,
      pictures: config.screenshots,
      trust: keys.iAdvizeKeys.length === 0,
    },
  }
}
