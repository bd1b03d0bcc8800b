/** `padlock verify`: judges tokens that are already there, without a browser. */
import { existsSync, readFileSync } from 'node:fs'
import type { KeyObject } from 'node:crypto'
import { authenticate } from '../../mock-iadvize/authenticate.ts'
import {
  defaultTokenSettings,
  tokenChecks,
  type Decision,
  type Tenant,
  type TokenCheck,
  type TokenFinding,
} from '../../mock-iadvize/decision.ts'
import { fingerprint, readKey, type Half } from '../../mock-iadvize/keys.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'
import { type Command, type Values } from './command.ts'
import { styled } from './styled.ts'
import { judgedLines } from './verify-lines.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'judges one token, or a stream of them, and says everything that is wrong',
  usage: 'verify --brand-key PUB --iadvize-key PRIV [--at ISO-TIME] [--json | --jsonl] [TOKEN]',
  options: {
    'brand-key': { type: 'string', value: 'PUB', help: "the brand's public key: its private half signs the tokens" },
    'iadvize-key': {
      type: 'string',
      value: 'PRIV',
      help: "the private key of iAdvize's test pair, to open the tokens",
    },
    at: { type: 'string', value: 'ISO-TIME', help: 'judge as of this moment, not now: 2026-03-01T12:00:00Z' },
    json: { type: 'boolean', help: 'print the verdict, the findings and the facts as one JSON document' },
    jsonl: {
      type: 'boolean',
      help: 'read lines {"id","token"} from stdin, write a line {"id","verdict","stage","code"} for each',
    },
  },
  words: [0, 1],
  notes: `Keys are PEM (SPKI, PKCS#1, PKCS#8, certificate), bare base64 DER, DER, or JWK; «padlock keys» makes a test pair for each side.
Without --iadvize-key only the outside of a token is judged: its form, its outer header, its size.
Without TOKEN the token is read from stdin, which also keeps it out of the list of processes and of the shell's history.

  padlock verify --brand-key brand-public.pem --iadvize-key iadvize-test-private.pem < token.txt
  padlock verify --brand-key brand-public.pem --iadvize-key iadvize-test-private.pem --jsonl < tokens.jsonl

Exit code: 0 accepted (all of them, with --jsonl), 1 refused, 2 wrong usage.`,

  async run(values, words) {
    const { tenant, at } = configuration(values, words)
    if (values.jsonl) {
      const { lines, refused } = await judgedLines(process.stdin, process.stdout, tenant, at)
      if (lines === 0) throw new UsageError('stdin held no line: --jsonl expects lines like {"id":"1","token":"eyJ…"}')
      return refused === 0 ? exitCodes.conforms : exitCodes.violated
    }
    const decision = await authenticate(words[0] ?? (await tokenFromStdin()), tenant, at ?? new Date())
    const { verdict, findings, judged, unseen, facts } = decision
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ verdict, findings, judged, unseen, token: facts }, null, 2)}\n`
        : report(decision, tenant, styled(process.stdout).colour),
    )
    return verdict === 'accepted' ? exitCodes.conforms : exitCodes.violated
  },
}

// ── What was asked for ──────────────────────────────────────────────────────────────────────────────────────────────

/** All mistakes at once. */
function configuration(values: Values, [token]: string[]): { tenant: Tenant; at: Date | null } {
  const problems: string[] = []
  const key = (option: string, half: Half): KeyObject[] => {
    const file = values[option]
    if (typeof file !== 'string') return []
    const reading = keyFile(file, half)
    if (reading.key) return [reading.key]
    problems.push(`--${option}: ${reading.problem}`)
    return []
  }
  const tenant = {
    sid: 'verify',
    brandKeys: key('brand-key', 'public'),
    iAdvizeKeys: key('iadvize-key', 'private'),
    settings: defaultTokenSettings,
  }
  if (values['iadvize-key'] !== undefined && values['brand-key'] === undefined)
    problems.push("--brand-key is missing: give the brand's public key, with which the signature is verified")
  const at = typeof values.at === 'string' ? isoTime(values.at) : null
  if (typeof values.at === 'string' && at === null)
    problems.push(`--at «${values.at}» is no moment: write it like 2026-03-01T12:00:00Z`)
  if (values.json && values.jsonl)
    problems.push('--json and --jsonl exclude each other: one document, or a line for each token')
  if (values.jsonl && token !== undefined) problems.push('--jsonl reads the tokens from stdin: leave out TOKEN')
  if (token !== undefined && token.length < 1000 && existsSync(token))
    problems.push(`TOKEN «${token}» is a file: give its content on stdin, «padlock verify … < ${token}»`)
  if (token === undefined && process.stdin.isTTY)
    problems.push('there is no token: give it as TOKEN or on stdin, «padlock verify … < token.txt»')
  if (problems.length > 0) throw new UsageError(...problems)
  return { tenant, at }
}

function keyFile(file: string, half: Half): ReturnType<typeof readKey> {
  try {
    const reading = readKey(readFileSync(file), half)
    return reading.key ? reading : { problem: `«${file}» ${reading.problem}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const why =
      { ENOENT: 'does not exist', EISDIR: 'is a directory', EACCES: 'may not be read' }[code] ??
      `is not readable (${code})`
    return { problem: `«${file.slice(0, 200)}» ${why}: give the path of a file that holds the ${half} key` }
  }
}

/** A date alone would mean midnight somewhere, and a time without zone means another moment on each machine. */
function isoTime(text: string): Date | null {
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text) ? new Date(text) : null
  return date && !Number.isNaN(date.getTime()) ? date : null
}

/** Whoever pipes a text into a command ends it with a line break, which is not the token's. */
async function tokenFromStdin(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    // Far beyond any limit: the judgement «too long» needs no more.
    if (length > 16 * defaultTokenSettings.maximumSize) break
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
  if (text === '') throw new UsageError('there is no token: stdin is empty; give the token as TOKEN or on stdin')
  return text
}

// ── What is printed ─────────────────────────────────────────────────────────────────────────────────────────────────

const titles: Record<TokenCheck, string> = {
  'token/size': 'is not too long',
  'token/compact': 'is a compact JWE in canonical base64url',
  'token/outer-alg': 'outer alg is RSA-OAEP-256',
  'token/outer-enc': 'outer enc is A256GCM',
  'token/no-foreign-keys': 'brings no keys along',
  'token/decrypts': "opens with iAdvize's key",
  'token/nested': 'holds a signed JWS with claims',
  'token/inner-alg': 'inner alg is RS256',
  'token/signature': "verifies with the brand's key",
  'token/key-strength': 'both keys are strong',
  'token/user-id': 'has a userId',
  'token/visitor-data': 'visitorData is well formed',
  'token/issuer': 'iss is the documented one',
  'token/expiry': 'has not expired',
  'token/lifetime': 'lives for one minute at most',
  'token/user-id-opaque': 'userId tells nothing of the person',
}

type Colour = 'red' | 'yellow' | 'green' | 'grey' | 'bold'
const escapes: Record<Colour, number> = { red: 31, yellow: 33, green: 32, grey: 90, bold: 1 }

const header = (name: string, value: Record<string, unknown> | null): string =>
  `  ${name}  ${value ? JSON.stringify(value) : 'not seen'}`

const check = (mark: string, id: TokenCheck): string => `  ${mark} ${id.padEnd(22)} ${titles[id]}`

function report(decision: Decision, tenant: Tenant, coloured: boolean): string {
  const { verdict, findings, judged, unseen, facts } = decision
  const paint = (colour: Colour, text: string): string =>
    coloured ? `\u001b[${escapes[colour]}m${text}\u001b[0m` : text
  const lines = [
    header('outer header (JWE)', facts.outerHeader),
    header('inner header (JWS)', facts.innerHeader),
    ...(facts.claimNames ? [`  claims              ${facts.claimNames.join(', ')}`] : []),
    ...tenant.brandKeys.map(key => `  brand key           ${fingerprint(key)}`),
    ...tenant.iAdvizeKeys.map(key => `  iAdvize key         ${fingerprint(key)}`),
    '',
  ]
  const explanation = ({ level, code, expected, received, cure }: TokenFinding): string[] => [
    `      ${level === 'MUST' ? paint('red', code) : paint('yellow', `${code} (a warning)`)}`,
    `      expected  ${expected}`,
    `      received  ${received}`,
    `      cure      ${cure}`,
  ]
  for (const id of tokenChecks) {
    const found = findings.filter(finding => finding.id === id)
    if (found.length > 0) {
      const must = found.some(({ level }) => level === 'MUST')
      lines.push(check(must ? paint('red', '✗') : paint('yellow', '!'), id), ...found.flatMap(explanation))
    } else lines.push(judged.includes(id) ? check(paint('green', '✓'), id) : paint('grey', check('–', id)))
  }
  if (unseen.length > 0) lines.push('', '  – could not be judged:', ...unseen.map(reason => `    ${reason}`))
  return `${[...lines, '', conclusion(verdict, findings, tenant, paint)].join('\n')}\n`
}

function conclusion(
  verdict: Decision['verdict'],
  findings: TokenFinding[],
  tenant: Tenant,
  paint: (colour: Colour, text: string) => string,
): string {
  const first = findings.find(({ level }) => level === 'MUST')
  if (first) return `${paint('red', 'refused')}: start with ${paint('bold', first.id)} (${first.code})`
  if (tenant.iAdvizeKeys.length === 0)
    return `${paint('yellow', 'accepted on trust')}: nothing is wrong on the outside, and the inside was not judged; give --iadvize-key to judge it`
  const warnings =
    findings.length > 0 ? `, with ${findings.length === 1 ? 'a warning' : `${findings.length} warnings`}` : ''
  return paint(warnings ? 'yellow' : 'green', `${verdict}${warnings}`)
}
