/** `padlock token`: a token as a backend should make it, or as backends get it wrong, for people who test their own verifier. */
import { randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { authenticate } from '../../../mock-iadvize/token/authenticate.ts'
import { documentedIssuer, recommendedTokenLifetime } from '../../../mock-iadvize/contract.ts'
import { defaultTokenSettings, tokenChecks } from '../../../mock-iadvize/token/decision.ts'
import { fingerprint, makeKeyPair, productionKey, type Half } from '../../../mock-iadvize/token/keys.ts'
import {
  KeyFileError,
  keptKeys,
  keyFiles,
  keyFilesIn,
  openToOthers,
  userKeyFolder,
} from '../../../mock-iadvize/sandbox/kept-keys.ts'
import { makeTheToken } from '../../cures/in-the-backend.ts'
import { stacks } from '../../cures/snippet.ts'
import { snippetsOf } from '../../cures/snippets.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { commandLine } from '../../foundation/installation.ts'
import { nearest } from '../../../mock-iadvize/input/nearest.ts'
import { newCustomers } from '../../site/customers.ts'
import type { Defect } from '../../site/defects/defect.ts'
import { tokenDefects } from '../../site/defects/token.ts'
import { newToken } from '../../site/new-token.ts'
import { soundPlan, type ShopKeys, type ShopPlan, type Visitor } from '../../site/plan.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import type { Command, Values } from '../command.ts'
import { isoTime } from '../iso-time.ts'
import { keyFile } from '../key-file.ts'
import { tokenFinding } from '../verification.ts'

/** What is wrong at iAdvize is no fault of a token. */
const nameable: Readonly<Record<string, Defect>> = Object.fromEntries(
  Object.entries<Defect>(tokenDefects).filter(([, { tenant }]) => tenant === undefined),
)

const keyFolder = 'padlock-keys'
const defaultUserId = 'padlock-test-user'
/** Tokens; one a line. */
const mostTokens = 1000

export const token: Command = {
  name: 'token',
  summary: 'makes a token with test keys, sound or wrong in a way that you name',
  usage: 'token [--user-id ID] [--defect NAME …] | token --list | token --in LANGUAGE',
  options: {
    keys: {
      type: 'string',
      value: 'DIR',
      help: 'test keys, as «padlock keys» makes them; padlock-keys/ where it is there, or else those of the sandbox',
    },
    'brand-private': { type: 'string', value: 'PRIV', help: "another private key of the brand's, which signs" },
    'iadvize-public': {
      type: 'string',
      value: 'PUB',
      help: "another public key of iAdvize's side, to which the token is encrypted",
    },
    'user-id': { type: 'string', value: 'ID', help: `whose token it is; ${defaultUserId} by default` },
    'visitor-data': {
      type: 'string',
      value: 'NAME=TEXT',
      multiple: true,
      help: 'a field of visitorData, in place of that of a made-up person; «NAME=» leaves it out',
    },
    issuer: { type: 'string', value: 'URL', help: `iss; ${documentedIssuer} by default` },
    lifetime: { type: 'string', value: 'SECONDS', help: `until exp; ${recommendedTokenLifetime} by default` },
    at: { type: 'string', value: 'ISO-TIME', help: 'made as of this moment, not now: 2026-03-01T12:00:00Z' },
    defect: {
      type: 'string',
      value: 'NAME',
      multiple: true,
      help: 'what is wrong with it: exp-past, inner-none, …; several at once if you like',
    },
    count: { type: 'string', value: 'N', help: 'so many tokens, one a line' },
    in: { type: 'string', value: 'LANGUAGE', help: `no token, but the code that makes one: ${stacks.join(', ')}` },
    list: { type: 'boolean', help: 'the defects: what each breaks, and what Padlock says to it' },
    json: { type: 'boolean', help: 'with --list: one JSON array of { name, summary, breaks, findings }' },
  },
  words: [0, 0],
  notes: `stdout is the token and nothing else; what there is to say goes to stderr.

  padlock keys
  padlock token | padlock verify --brand-key padlock-keys/brand-public.pem --iadvize-key padlock-keys/iadvize-test-private.pem
  padlock token --defect exp-past --user-id account-7f3a
  padlock token --in python
  padlock token --count 2 --defect iv-constant > tokens.txt

A private key is used where it lies: it is neither copied nor printed. iAdvize's production key is refused: these are test tokens.`,

  async run(values) {
    if (values['list'] === true) {
      const others = Object.keys(values).filter(option => option !== 'list' && option !== 'json')
      if (others.length > 0)
        throw new UsageError(...others.map(option => `--${option} with --list: the list makes no token of yours`))
      const rows = await judgedDefects()
      process.stdout.write(values['json'] === true ? `${JSON.stringify(rows, null, 2)}\n` : listing(rows))
      return exitCodes.conforms
    }
    if (values['in'] !== undefined) {
      process.stdout.write(codeIn(values))
      process.stderr.write(
        'padlock: BRAND_PRIVATE_KEY_FILE names the key that signs, IADVIZE_PUBLIC_KEY_FILE the one that the token is encrypted to\n',
      )
      return exitCodes.conforms
    }
    const wish = await wishOf(values)
    const plan = planOf(wish)
    const tokens: string[] = []
    for (let made = 0; made < wish.count; made++)
      tokens.push(await newToken(plan, visitorOf(plan, wish), wish.keys, wish.at))
    process.stderr.write(said(wish))
    // Who reads one from a pipe drops one line break at its end: one that belongs to the token stands before it.
    process.stdout.write(`${tokens.join('\n')}\n`)
    return exitCodes.conforms
  },
}

// ── The code ────────────────────────────────────────────────────────────────────────────────────────────────────────

const otherNames: Record<string, (typeof stacks)[number]> = {
  javascript: 'node',
  js: 'node',
  typescript: 'node',
  py: 'python',
  'c#': 'dotnet',
  csharp: 'dotnet',
  '.net': 'dotnet',
  rb: 'ruby',
  golang: 'go',
  pl: 'perl',
  ex: 'elixir',
  erlang: 'elixir',
  rs: 'rust',
}

export function codeIn(values: Values): string {
  const given = String(values['in']).toLowerCase()
  const stack = stacks.find(name => name === (otherNames[given] ?? given))
  const problems = Object.keys(values)
    .filter(option => option !== 'in')
    .map(option => `--${option} with --in: the code makes a sound token, with keys and users of your own`)
  if (!stack) problems.push(`--in ${given.slice(0, 40)}: expected one of ${stacks.join(', ')}`)
  if (problems.length > 0) throw new UsageError(...problems)
  return snippetsOf(makeTheToken, stack)[0]?.text ?? ''
}

// ── What was asked for ──────────────────────────────────────────────────────────────────────────────────────────────

type Wish = {
  defects: string[]
  userId: string
  /** '' leaves the field out */
  visitorData: Record<string, string>
  issuer: string
  /** seconds */
  lifetime: number
  /** milliseconds since the epoch */
  at: number
  count: number
  keys: ShopKeys
  /** what to say about the keys */
  told: string[]
}

const number = (
  values: Values,
  option: string,
  least: number,
  most: number,
  otherwise: number,
  problems: string[],
): number => {
  const given = values[option]
  if (typeof given !== 'string') return otherwise
  const value = /^\d{1,9}$/.test(given) ? Number(given) : NaN
  if (!(value >= least && value <= most))
    problems.push(`--${option} ${given.slice(0, 40)}: expected a whole number from ${least} to ${most}`)
  return value
}

const unknownDefect = (name: string): string => {
  if (Object.hasOwn(tokenDefects, name))
    return `--defect ${name}: is wrong at iAdvize, and not in a token: no token shows it`
  const near = nearest(name, Object.keys(nameable))
  return `--defect ${name}: there is no such defect of a token${near ? `; did you mean «${near}»?` : ''} (padlock token --list shows them)`
}

/** All mistakes at once; keys are made only where there are none. */
async function wishOf(values: Values): Promise<Wish> {
  const problems: string[] = []
  const defects = (values['defect'] as string[] | undefined) ?? []
  problems.push(...defects.filter(name => !Object.hasOwn(nameable, name)).map(unknownDefect))
  const visitorData: Record<string, string> = {}
  for (const field of (values['visitor-data'] as string[] | undefined) ?? []) {
    const [, name, text = ''] = /^(\w+)=([^]*)$/.exec(field) ?? []
    if (name === undefined)
      problems.push('--visitor-data: expected NAME=TEXT, like firstName=Ada; «firstName=» leaves the field out')
    else visitorData[name] = text
  }
  const at = typeof values['at'] === 'string' ? isoTime(values['at']) : new Date()
  if (at === null) problems.push(`--at «${String(values['at'])}» is no moment: write it like 2026-03-01T12:00:00Z`)
  const count = number(values, 'count', 1, mostTokens, 1, problems)
  if (count > 1 && defects.includes('trailing-newline'))
    problems.push('--count with trailing-newline: each token stands on a line of its own; make them one at a time')
  if (values['json'] === true) problems.push('--json belongs to --list: stdout is the token, and nothing else')
  const lifetime = number(values, 'lifetime', 1, 999_999_999, recommendedTokenLifetime, problems)
  const { keys, told } = await keysOf(values, problems)
  if (problems.length > 0 || !keys || !at) throw new UsageError(...problems)
  return {
    defects,
    userId: typeof values['user-id'] === 'string' ? values['user-id'] : defaultUserId,
    visitorData,
    issuer: typeof values['issuer'] === 'string' ? values['issuer'] : documentedIssuer,
    lifetime,
    at: at.getTime(),
    count,
    keys,
    told,
  }
}

const shopKeys = (brandPrivateKey: KeyObject, iAdvizePublicKey: KeyObject): ShopKeys => {
  const foreign = once(() => makeKeyPair())
  const weak = once(() => makeKeyPair(1024))
  return { brandPrivateKey, iAdvizePublicKey, foreign, weak }
}
const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** The same as the sandbox takes, so that its tokens are accepted there. */
const keyFolderOf = (values: Values): string => {
  if (typeof values['keys'] === 'string') return values['keys']
  return keyFilesIn(keyFolder).length > 0 ? keyFolder : userKeyFolder()
}

async function keysOf(values: Values, problems: string[]): Promise<{ keys: ShopKeys | null; told: string[] }> {
  const folder = keyFolderOf(values)
  const given = { 'brand-private': values['brand-private'], 'iadvize-public': values['iadvize-public'] }
  const both = Object.values(given).every(file => typeof file === 'string')
  const told: string[] = []
  if (!both && !existsSync(folder)) {
    if (typeof values['keys'] === 'string')
      problems.push(`--keys «${folder}»: there is no such folder; «${commandLine(`keys --out ${folder}`)}» makes it`)
    // Nothing is made for whoever has made a mistake.
    if (problems.length > 0) return { keys: null, told }
    try {
      await keptKeys(folder)
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error
      throw new UsageError(...error.problems)
    }
    told.push(`made test keys, kept in ${folder}: «${commandLine('sandbox')}» has the same`)
  }
  const key = (option: keyof typeof given, name: string, half: Half): KeyObject | null => {
    const named = given[option]
    const file = typeof named === 'string' ? named : join(folder, name)
    const reading = keyFile(file, half)
    if (!reading.key) {
      problems.push(`--${typeof named === 'string' ? option : 'keys'}: ${reading.problem}`)
      return null
    }
    if (half === 'public' && fingerprint(reading.key) === fingerprint(productionKey()))
      problems.push(
        `--${option}: is iAdvize's production key: Padlock makes test tokens only; give the public half of a test pair`,
      )
    const warning = openToOthers(file)
    if (warning !== null) told.push(warning)
    told.push(`${half === 'private' ? 'signed with' : 'encrypted to'} ${file} (${fingerprint(reading.key)})`)
    return reading.key
  }
  const brand = key('brand-private', keyFiles.brandPrivate, 'private')
  const iAdvize = key('iadvize-public', keyFiles.iAdvizePublic, 'public')
  const halves = [keyFiles.brandPublic, keyFiles.iAdvizePrivate].map(name => join(folder, name))
  if (Object.values(given).every(file => file === undefined) && halves.every(file => existsSync(file)))
    told.push(`to judge it: … | ${commandLine(`verify --brand-key ${halves[0]} --iadvize-key ${halves[1]}`)}`)
  return { keys: brand && iAdvize ? shopKeys(brand, iAdvize) : null, told }
}

// ── The token ───────────────────────────────────────────────────────────────────────────────────────────────────────

type Making = Pick<Wish, 'defects' | 'userId' | 'visitorData' | 'issuer' | 'lifetime'>

const planOf = ({ defects, issuer, lifetime }: Making): ShopPlan => {
  const wished: ShopPlan = {
    ...soundPlan,
    claims: (visitor, now) => ({
      ...soundPlan.claims(visitor, now),
      iss: issuer,
      exp: Math.floor(now / 1000) + lifetime,
    }),
  }
  return defects.reduce((plan, name) => nameable[name]?.apply(plan) ?? plan, wished)
}

const visitorOf = (plan: ShopPlan, { userId, visitorData }: Making): Visitor => {
  const [customer] = newCustomers()
  if (!customer) throw new Error('the sample shop has no customers')
  const fields = Object.entries({ ...customer.visitorData, ...visitorData }).filter(([, text]) => text !== '')
  return {
    userId: plan.userId({ ...customer, id: userId }),
    visitorData: Object.fromEntries(fields),
    session: randomUUID(),
  }
}

const breaksAlone = ({ breaks }: Defect): boolean => breaks.every(id => (tokenChecks as readonly string[]).includes(id))

const said = ({ defects, lifetime, told }: Wish): string => {
  const wrong = defects.flatMap(name => {
    const defect = nameable[name]
    if (!defect) return []
    const alone = breaksAlone(defect) ? '' : '; one token alone is sound, it shows on several'
    return [`wrong on purpose, ${name}: ${defect.summary}; breaks ${defect.breaks.join(', ')}${alone}`]
  })
  const sound = [
    `a sound token, good for ${lifetime} s`,
    `the same in your language: ${commandLine('token --in LANGUAGE')}, one of ${stacks.join(', ')}`,
  ]
  const lines = [...(wrong.length > 0 ? wrong : sound), ...told]
  return lines.map(line => `padlock: ${line}\n`).join('')
}

// ── The defects ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const tokenListSchema = z.array(
  z.object({
    name: z.string(),
    /** what a developer did wrong */
    summary: z.string(),
    /** ids of requirements */
    breaks: z.array(z.string()),
    /** what Padlock says to one such token; empty: it shows on several alone */
    findings: z.array(tokenFinding),
  }),
)
type Row = z.infer<typeof tokenListSchema>[number]

/** Each is made and judged, so that the list says what is true. */
export async function judgedDefects(): Promise<Row[]> {
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  const keys = shopKeys(brand.privateKey, iAdvize.publicKey)
  const at = new Date()
  const tenant = {
    sid: 'token',
    brandKeys: [brand.publicKey],
    iAdvizeKeys: [iAdvize.privateKey],
    settings: defaultTokenSettings,
  }
  const rows: Row[] = []
  for (const [name, { summary, breaks }] of Object.entries(nameable)) {
    const making = {
      userId: defaultUserId,
      visitorData: {},
      issuer: documentedIssuer,
      lifetime: recommendedTokenLifetime,
    }
    const plan = planOf({ ...making, defects: [name] })
    const wrong = await newToken(plan, visitorOf(plan, { ...making, defects: [name] }), keys, at.getTime())
    rows.push({ name, summary, breaks: [...breaks], findings: (await authenticate(wrong, tenant, at)).findings })
  }
  return rows
}

const listing = (rows: readonly Row[]): string => {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const told = rows.map(({ name, summary, breaks, findings }) => {
    const says =
      findings.length > 0
        ? findings.map(({ level, code, received }) => `${code}${level === 'SHOULD' ? ' (a warning)' : ''}: ${received}`)
        : ['nothing to one token alone; it shows on several']
    return `${name.padEnd(width)}  ${breaks.join(', ')}\n  ${summary}\n${says.map(line => `  Padlock says  ${line}`).join('\n')}\n`
  })
  return `${told.join('\n')}\n${rows.length} defects; ${commandLine('token --defect NAME')} makes one, ${commandLine('explain ID')} tells why it matters\n`
}
