/** Where `padlock verify` takes several tokens from: a file, a HAR, the token provider itself. */
import { statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { iadvizeHostProblem } from '../config/production.ts'
import { exitCodes } from '../foundation/exit-codes.ts'
import type { Found } from '../token-sources/found-token.ts'
import { HarMistake } from '../token-sources/har-entries.ts'
import { tokensInHarFile } from '../token-sources/har-file.ts'
import { providerAnswer, type Question } from '../token-sources/provider-answer.ts'
import { decodedText, tokensInFile } from '../token-sources/token-file.ts'
import type { Values } from './command.ts'

/** Sentences with the cure, and what the command ends with. */
export type NoTokens = { problems: readonly string[]; code: number }

export type TokenSource = {
  read(): Promise<Found | NoTokens>
  /** another value: it is worth reading again. null: nothing is there at the moment */
  stamp(): unknown
  /** milliseconds between two looks at the stamp */
  every: number
  /** whether the same outcome is told again: it is when somebody has saved a file */
  tellsAll: boolean
}

/** Milliseconds. */
const fileEvery = 300
const providerEvery = 10_000
/** Bytes of --tokens: a file of lines that somebody has put together. */
const maxTokensBytes = 100_000_000

const usage = (...problems: string[]): NoTokens => ({ problems, code: exitCodes.usage })

const fromLines = async (file: string): Promise<Found | NoTokens> => {
  if ((await stat(file)).size > maxTokensBytes)
    return usage(
      `--tokens «${file}»: holds more than ${maxTokensBytes / 1e6} MB: give lines on stdin with --jsonl, or a HAR as --har`,
    )
  const { tokens, problems } = tokensInFile(decodedText(await readFile(file)))
  return problems.length > 0
    ? usage(...problems.map(problem => `--tokens «${file}»: ${problem}`))
    : { tokens, others: 0 }
}

const fromHar = async (file: string): Promise<Found | NoTokens> => {
  const told = (what: string): string => `--har «${file}»: ${what}`
  try {
    const found = await tokensInHarFile(file)
    const hints = found.hints.map(told)
    if (found.tokens.length > 0) return { ...found, hints }
    return {
      problems: [
        told(
          `no token for iAdvize in ${found.entries} requests: record while a user is signed in, with the bodies of the answers; Chrome leaves cookies and some headers out, unless it is told to export sensitive data`,
        ),
        ...hints,
      ],
      code: exitCodes.incomplete,
    }
  } catch (error) {
    if (error instanceof HarMistake) return usage(told(error.message))
    throw error
  }
}

const fileSource = (option: string, file: string, read: (file: string) => Promise<Found | NoTokens>): TokenSource => ({
  read: async () => {
    try {
      return await read(file)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      return usage(
        `--${option} «${file}»: ${{ ENOENT: 'there is no such file', EISDIR: 'is a directory' }[code] ?? `can't be read (${code})`}`,
      )
    }
  },
  stamp: () => {
    const now = statSync(file, { throwIfNoEntry: false })
    return now ? `${now.mtimeMs} ${now.size}` : null
  },
  every: fileEvery,
  tellsAll: true,
})

const providerSource = (question: Question, every: number): TokenSource => ({
  read: async () => {
    const answer = await providerAnswer(question)
    return 'problem' in answer ? { problems: [`--from-url: ${answer.problem}`], code: exitCodes.unreachable } : answer
  },
  stamp: () => Symbol('each answer is another'),
  every,
  tellsAll: false,
})

/** Values come from the environment, so that neither the shell's history nor the list of processes holds them. */
const secret = (option: string, name: string, problems: string[]): string => {
  const value = process.env[name]?.trim() ?? ''
  if (!/^\w+$/.test(name))
    problems.push(`--${option}: expected the name of an environment variable: letters, digits and _`)
  else if (value === '') problems.push(`--${option}: the environment variable ${name} is not set, or is empty`)
  // oxlint-disable-next-line no-control-regex
  else if (/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(value))
    problems.push(
      `--${option}: what ${name} holds can't stand in a header: it has a line break, or a character that is not Latin-1`,
    )
  return value
}

const headersOf = (values: Values, problems: string[]): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const given of (values['header-env'] as string[] | undefined) ?? []) {
    const [, header, name] = /^([\w!#$%&'*+.^`|~-]+)=(.*)$/.exec(given) ?? []
    if (header === undefined || name === undefined)
      problems.push('--header-env: expected Name=VARIABLE, like X-Csrf-Token=CSRF')
    else headers[header.toLowerCase()] = secret('header-env', name, problems)
  }
  const cookieEnv = values['cookie-env']
  if (typeof cookieEnv === 'string') {
    const cookie = secret('cookie-env', cookieEnv, problems).replace(/^cookie:\s*/i, '')
    if (cookie !== '' && !cookie.includes('='))
      problems.push(
        `--cookie-env: ${cookieEnv} holds no cookie: expected name=value; name=value, as in the browser's Cookie header`,
      )
    headers['cookie'] = cookie
  }
  return headers
}

const urlOf = (text: string, problems: string[]): URL | null => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    problems.push('--from-url: expected the http or https address of your token provider')
    return null
  }
  const theirs = iadvizeHostProblem('--from-url', url.href)
  if (theirs !== null) {
    problems.push(theirs)
    return null
  }
  if (url.username !== '' || url.password !== '')
    problems.push(
      '--from-url: a password stands in the address: leave it out, and give --header-env Authorization=VARIABLE',
    )
  return url
}

const onlyWithUrl = ['cookie-env', 'header-env', 'method'] as const

/** null: TOKEN, or stdin. All mistakes go to `problems`. */
export const tokenSource = (values: Values, problems: string[]): TokenSource | null => {
  const given = (['tokens', 'har', 'from-url'] as const).filter(option => values[option] !== undefined)
  if (given.length > 1) problems.push(`${given.map(it => `--${it}`).join(' and ')} exclude each other`)
  for (const option of onlyWithUrl)
    if (values[option] !== undefined && values['from-url'] === undefined)
      problems.push(`--${option} belongs to --from-url`)
  const every = values['every']
  if (every !== undefined && !(values['watch'] === true && values['from-url'] !== undefined))
    problems.push('--every belongs to --from-url with --watch')
  if (typeof every === 'string' && !/^[1-9]\d{0,4}$/.test(every))
    problems.push(`--every ${every}: expected seconds, 1 or more`)
  if (values['watch'] === true && given.length === 0)
    problems.push('--watch belongs to --tokens, --har or --from-url: a token alone does not change')
  const { tokens, har } = values
  for (const [option, file] of [
    ['tokens', tokens],
    ['har', har],
  ] as const)
    if (typeof file === 'string' && !statSync(file, { throwIfNoEntry: false }))
      problems.push(`--${option} «${file}»: there is no such file`)
  if (typeof tokens === 'string') return fileSource('tokens', tokens, fromLines)
  if (typeof har === 'string') return fileSource('har', har, fromHar)
  if (typeof values['from-url'] !== 'string') return null
  const method = String(values['method'] ?? 'GET').toUpperCase()
  if (!['GET', 'POST'].includes(method)) problems.push(`--method ${method}: expected GET or POST`)
  const headers = headersOf(values, problems)
  const url = urlOf(values['from-url'], problems)
  return (
    url && providerSource({ url, method, headers }, typeof every === 'string' ? Number(every) * 1000 : providerEvery)
  )
}
