/** `padlock verify`: judges tokens that are already there, without a browser. */
import { existsSync } from 'node:fs'
import { authenticate } from '../../../mock-iadvize/token/authenticate.ts'
import { defaultTokenSettings, type Tenant } from '../../../mock-iadvize/token/decision.ts'
import type { Half } from '../../../mock-iadvize/token/keys.ts'
import type { KeyReading } from '../../../mock-iadvize/token/keys/read-key.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { type Command, type Values } from '../command.ts'
import { isoTime } from '../iso-time.ts'
import { keyFile, pairProblems } from '../key-file.ts'
import { styled } from '../styled.ts'
import { decodedText } from '../../token-sources/token-file.ts'
import { manyJson, oneJson, verification } from '../verification.ts'
import { judgedLines } from '../verify-lines.ts'
import { reportOfMany, reportOfOne } from '../verify-report.ts'
import { tokenSource, type TokenSource } from '../verify-sources.ts'
import { watching, type Look } from '../verify-watch.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'judges tokens: one, many, those in a HAR, or what your token provider answers',
  usage: 'verify [--brand-key PUB --iadvize-key PRIV] [TOKEN | --tokens FILE | --har FILE | --from-url URL | --jsonl]',
  options: {
    'brand-key': { type: 'string', value: 'PUB', help: "the brand's public key: its private half signs the tokens" },
    'iadvize-key': {
      type: 'string',
      value: 'PRIV',
      help: "the private key of iAdvize's test pair, to open the tokens; without it only their outside is judged",
    },
    at: { type: 'string', value: 'ISO-TIME', help: 'judge as of this moment, not now: 2026-03-01T12:00:00Z' },
    tokens: { type: 'string', value: 'FILE', help: 'several tokens: one a line, or a JSON array' },
    har: { type: 'string', value: 'FILE', help: 'all tokens in what a browser recorded, each as of its moment' },
    'from-url': { type: 'string', value: 'URL', help: 'ask your token provider, and judge what it answers' },
    'cookie-env': {
      type: 'string',
      value: 'NAME',
      help: 'environment variable with the cookies of a signed-in test user: name=value; name=value',
    },
    'header-env': {
      type: 'string',
      value: 'Header=NAME',
      multiple: true,
      help: 'another header, from an environment variable: X-Csrf-Token=CSRF',
    },
    method: {
      type: 'string',
      value: 'METHOD',
      help: 'how --from-url asks: GET, or POST without a body; GET by default',
    },
    watch: { type: 'boolean', help: 'judge again when the file changes, or when the provider answers otherwise' },
    every: { type: 'string', value: 'SECONDS', help: 'how often --from-url is asked with --watch; 10 by default' },
    json: {
      type: 'boolean',
      help: 'print verdict, findings and facts as one JSON document; with --watch, a line each',
    },
    jsonl: {
      type: 'boolean',
      help: 'read lines {"id","token"} from stdin, write a line {"id","verdict","stage","code","basis"} for each',
    },
  },
  words: [0, 1],
  notes: `Keys are PEM (SPKI, PKCS#1, PKCS#8, certificate), DER, JWK, a JWKS of one key, the XML of .NET, or a public key of SSH; each also in base64,
hexadecimal digits, UTF-16, JSON or a line of .env. What can't be read is named, with the command that converts it. «padlock keys» makes a
test pair for each side.
Without --iadvize-key only the outside of a token is judged: its form, its outer header, its size.
Without TOKEN the token is read from stdin, which also keeps it out of the list of processes and of the shell's history.

  padlock verify --brand-key brand-public.pem --iadvize-key iadvize-test-private.pem < token.txt
  padlock verify --brand-key brand-public.pem --iadvize-key iadvize-test-private.pem --har staging.har
  COOKIE='session=…' padlock verify --brand-key brand-public.pem --iadvize-key iadvize-test-private.pem \\
    --from-url https://staging.example.com/api/iadvize-token --cookie-env COOKIE --watch
  padlock verify --brand-key brand-public.pem --iadvize-key iadvize-test-private.pem --jsonl < tokens.jsonl

A HAR may be JSON, compressed, or the .zip that Playwright writes; bodies that lie in files beside it are read, too. Its tokens
are judged as of the moment when they were handed to iAdvize, or else when the browser got them, and reported by method and path. --from-url follows no redirect. Nothing that was sent or received is ever printed.

Exit code: 0 all accepted, 1 one is refused, 2 wrong usage, 3 the provider gave no token, 4 the HAR holds none, 130 --watch was stopped.`,

  async run(values, words) {
    const { tenant, at, source } = configuration(values, words)
    if (source) return runMany(source, values, tenant, at)
    if (values.jsonl) {
      const { lines, refused } = await judgedLines(process.stdin, process.stdout, tenant, at)
      if (lines === 0) throw new UsageError('stdin held no line: --jsonl expects lines like {"id":"1","token":"eyJ…"}')
      return refused === 0 ? exitCodes.conforms : exitCodes.violated
    }
    const decision = await authenticate(words[0] ?? (await tokenFromStdin()), tenant, at ?? new Date())
    process.stdout.write(
      values.json
        ? `${JSON.stringify(oneJson(decision), null, 2)}\n`
        : reportOfOne(decision, tenant, styled(process.stdout).colour),
    )
    return decision.verdict === 'accepted' ? exitCodes.conforms : exitCodes.violated
  },
}

async function runMany(source: TokenSource, values: Values, tenant: Tenant, at: Date | null): Promise<number> {
  const isWatched = values.watch === true
  const look = async (): Promise<Look & { code: number }> => {
    const found = await source.read()
    if ('problems' in found) {
      const { problems, code } = found
      const tell = (): void => void process.stderr.write(problems.map(problem => `padlock: ${problem}\n`).join(''))
      return { outcome: problems.join('\n'), tell, code }
    }
    const it = await verification(found, tenant, at)
    const tell = (): void => {
      for (const hint of found.hints ?? []) process.stderr.write(`padlock: ${hint}\n`)
      const { colour } = styled(process.stdout)
      const time = isWatched ? `── ${new Date().toLocaleTimeString('en-GB')} ──\n` : ''
      const json = JSON.stringify(manyJson(it), null, isWatched ? 0 : 2)
      process.stdout.write(values.json ? `${json}\n` : `${time}${reportOfMany(it, tenant, colour)}`)
    }
    const told = it.judged.map(({ from, decision: { verdict, findings } }) => [
      from,
      verdict,
      findings.map(one => one.code),
    ])
    const code = it.accepted ? exitCodes.conforms : exitCodes.violated
    return { outcome: JSON.stringify([told, it.repeated]), tell, code }
  }
  if (isWatched) return watching(source, look)
  const { tell, code } = await look()
  tell()
  return code
}

// ── What was asked for ──────────────────────────────────────────────────────────────────────────────────────────────

/** All mistakes at once. */
function configuration(
  values: Values,
  [token]: string[],
): { tenant: Tenant; at: Date | null; source: TokenSource | null } {
  const problems: string[] = []
  const reading = (option: string, half: Half): KeyReading | null => {
    const file = values[option]
    if (typeof file !== 'string') return null
    const read = keyFile(file, half)
    if (read.problem !== undefined) problems.push(`--${option}: ${read.problem}`)
    return read
  }
  const [brand, iAdvize] = [reading('brand-key', 'public'), reading('iadvize-key', 'private')]
  problems.push(...pairProblems(brand, iAdvize, { brand: '--brand-key', iAdvize: '--iadvize-key' }))
  const tenant = {
    sid: 'verify',
    brandKeys: brand?.key ? [brand.key] : [],
    iAdvizeKeys: iAdvize?.key ? [iAdvize.key] : [],
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
    problems.push(`TOKEN «${token}» is a file: give it as --tokens, or on stdin, «padlock verify … < ${token}»`)
  const named = ['tokens', 'har', 'from-url'].find(option => values[option] !== undefined)
  const source = tokenSource(values, problems)
  if (named !== undefined && values.jsonl) problems.push(`--jsonl reads stdin: leave out --${named}`)
  if (named !== undefined && token !== undefined) problems.push(`--${named} brings the tokens: leave out TOKEN`)
  if (named === undefined && token === undefined && process.stdin.isTTY)
    problems.push('there is no token: give it as TOKEN or on stdin, «padlock verify … < token.txt»')
  if (problems.length > 0) throw new UsageError(...problems)
  return { tenant, at, source }
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
  const text = decodedText(Buffer.concat(chunks)).replace(/\r?\n$/, '')
  if (text === '') throw new UsageError('there is no token: stdin is empty; give the token as TOKEN or on stdin')
  return text
}
