#!/usr/bin/env node
/** `padlock`: finds the sub-command, reads its options, runs it, and ends with its exit code. */
import { parseArgs } from 'node:util'
import { padlockVersion } from '../foundation/versions.ts'
import { exitCodes } from '../foundation/exit-codes.ts'
import { commandLine } from '../foundation/installation.ts'
import { asError, onCancel, onUnexpected } from '../foundation/ending.ts'
import { systemLimit } from '../foundation/system-limits.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Command, Option, Values } from './command.ts'
import { nearest } from '../../mock-iadvize/input/nearest.ts'
import { secretKind } from '../../mock-iadvize/input/secret-like.ts'
import { contentInsteadOfPath, pathExpected } from '../foundation/given-path.ts'

/** Loaded when asked for, so that `verify` starts without Playwright and `certify` without the catalogue's prose. */
const commands: Record<string, () => Promise<Command>> = {
  certify: async () => (await import('./commands/certify.ts')).certify,
  explore: async () => (await import('./commands/explore.ts')).explore,
  report: async () => (await import('./commands/report.ts')).report,
  recheck: async () => (await import('./commands/recheck.ts')).recheck,
  diff: async () => (await import('./commands/diff.ts')).diff,
  bundle: async () => (await import('./commands/bundle.ts')).bundle,
  trend: async () => (await import('./commands/trend.ts')).trend,
  'verify-certificate': async () => (await import('./commands/verify-certificate.ts')).verifyCertificate,
  verify: async () => (await import('./commands/verify.ts')).verify,
  token: async () => (await import('./commands/token.ts')).token,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox,
  ui: async () => (await import('./commands/ui.ts')).ui,
  open: async () => (await import('./commands/open.ts')).open,
  keys: async () => (await import('./commands/keys.ts')).keys,
  list: async () => (await import('./commands/list.ts')).list,
  explain: async () => (await import('./commands/explain.ts')).explain,
  init: async () => (await import('./commands/init.ts')).init,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  prove: async () => (await import('./commands/prove.ts')).prove,
}

/** Texts name the command `padlock`, which is on nobody's path: whoever copies one from the terminal gets it as it is called from here. */
const calledFromHere = (text: string): string =>
  text.replaceAll(
    new RegExp(String.raw`\bpadlock (?=(?:${Object.keys(commands).join('|')}|COMMAND|--help|--version)\b)`, 'g'),
    commandLine(''),
  )

const overview = async (): Promise<string> => {
  const all = await Promise.all(Object.values(commands).map(load => load()))
  const width = Math.max(...all.map(command => command.name.length))
  return `padlock ${padlockVersion}: certifies that a website authenticates its visitors to the iAdvize chat correctly

Usage: padlock COMMAND [options]

${all.map(command => `  ${command.name.padEnd(width)}  ${command.summary}`).join('\n')}

  padlock COMMAND --help   the options of one command
  padlock --version

Exit codes: 0 conforms · 1 a MUST is violated · 2 usage or configuration · 3 the site could not be reached or driven
            4 incomplete: a MUST was not observed · 5 our own fault · 130 cancelled
Independent of iAdvize.
`
}

const optionHelp = (command: Command): string => {
  const options: Record<string, Option> = { ...command.options, help: { type: 'boolean', help: 'this text' } }
  const rows = Object.entries(options).map(([name, { value, multiple, help }]) => [
    `--${name}${value ? ` ${value}` : ''}${multiple ? ' …' : ''}`,
    help,
  ])
  const width = Math.max(...rows.map(([flag = '']) => flag.length))
  return rows.map(([flag = '', help = '']) => `  ${flag.padEnd(width)}  ${help}`).join('\n')
}

const commandHelp = (command: Command): string =>
  `${command.summary}\n\nUsage: padlock ${command.usage}\n\n${optionHelp(command)}\n${command.notes ? `\n${command.notes}\n` : ''}`

/** What stands in the help for the value of an option that is a path. */
const paths: Readonly<Record<string, string>> = {
  FILE: 'a file',
  DIR: 'a folder',
  PUB: 'a key file',
  PRIV: 'a key file',
}

/** A value that is something else than the option asks for, and might be secret; null: it may be right. */
const misplaced = ({ value: placeholder = '' }: Option, value: string): string | null => {
  const path = paths[placeholder]
  const content = path === undefined ? null : contentInsteadOfPath(value)
  if (path !== undefined && content !== null) return pathExpected(path, content)
  const kind = /^(?:https?|wss?):/.test(value) || placeholder === 'TOKEN' ? null : secretKind(value)
  return kind === null
    ? null
    : `expected ${placeholder || 'something else'}; received ${kind}, which is not repeated here`
}

/** What stands in the wrong place may be anything. */
const repeatable = (text: string): string => {
  const kind = secretKind(text)
  return kind === null ? (text.length > 40 ? `${text.slice(0, 12)}…` : text) : `(${kind}, which is not repeated here)`
}

/** Every mistake in the options at once, not only the first: that is why parseArgs is not asked to be strict. */
const readOptions = (command: Command, args: string[]): { values: Values; words: string[] } => {
  const options = { ...command.options, help: { type: 'boolean' as const, short: 'h', help: 'this text' } }
  const known = Object.keys(options)
  const parsed = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  const problems: string[] = []
  // The word after an unknown option was probably its value: one mistake gets one message.
  const values = new Set<string>()
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue
    const option = (options as Record<string, Option>)[token.name]
    if (!option) {
      const near = nearest(token.name, known)
      const next = parsed.tokens.find(({ index }) => index === token.index + 1)
      if (next?.kind === 'positional') values.add(next.value)
      problems.push(
        `${repeatable(token.rawName)}: unknown option of «${command.name}»${near ? `; did you mean --${near}?` : ''} (padlock ${command.name} --help lists them)`,
      )
    } else if (
      option.type === 'string' &&
      (token.value === undefined || (!token.inlineValue && /^--?[a-z]/i.test(token.value)))
    )
      problems.push(`--${token.name}: a value must follow`)
    else if (option.type === 'boolean' && token.value !== undefined)
      problems.push(`--${token.name}: takes no value, but was given «${repeatable(token.value)}»`)
    else if (
      !option.multiple &&
      parsed.tokens.some(other => other.kind === 'option' && other.name === token.name && other.index < token.index)
    )
      problems.push(`--${token.name}: given more than once`)
    else if (option.type === 'string') {
      const wrong = misplaced(option, token.value ?? '')
      if (wrong !== null) problems.push(`--${token.name}: ${wrong}`)
    }
  }
  const [least, most] = command.words
  if (parsed.positionals.length < least) problems.push(`something is missing. Usage: padlock ${command.usage}`)
  const words = parsed.positionals.filter(word => !values.has(word))
  if (words.length > most)
    problems.push(
      `${words
        .slice(most)
        .map(word => `«${repeatable(word)}»`)
        .join(', ')}: not expected here. Usage: padlock ${command.usage}`,
    )
  // Of all commands, `verify` alone is given a secret as a word.
  if (command.name !== 'verify')
    for (const word of words.slice(0, most)) {
      const kind = contentInsteadOfPath(word)
      if (kind !== null && !URL.canParse(word))
        problems.push(`received ${kind}, which is not repeated here. Usage: padlock ${command.usage}`)
    }
  if (parsed.values.help === true) return { values: parsed.values, words: [] }
  if (problems.length > 0) throw new UsageError(...problems)
  return { values: parsed.values, words: parsed.positionals }
}

const run = async (args: string[]): Promise<number> => {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(calledFromHere(await overview()))
    return name === undefined ? exitCodes.usage : exitCodes.conforms
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${padlockVersion}\n`)
    return exitCodes.conforms
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    const near = nearest(name, Object.keys(commands))
    throw new UsageError(
      `${repeatable(name)}: unknown command${near ? `; did you mean «${near}»?` : ''} (padlock --help lists them: ${Object.keys(commands).join(', ')})`,
    )
  }
  const command = await load()
  const { values, words } = readOptions(command, rest)
  if (values['help'] === true) {
    process.stdout.write(calledFromHere(commandHelp(command)))
    return exitCodes.conforms
  }
  return command.run(values, words)
}

/** The one place where the command ends: says why, and returns the exit code. */
const ended = (thrown: unknown): number => {
  if (thrown instanceof UsageError) {
    for (const problem of thrown.problems) process.stderr.write(`padlock: ${calledFromHere(problem)}\n`)
    return exitCodes.usage
  }
  const fault = asError(thrown)
  const limit = systemLimit(fault)
  process.stderr.write(
    `padlock: ${limit ?? `a fault of Padlock's own, not of your site: ${fault.message.split('\n', 1)[0] ?? ''}`}\n${process.env['PADLOCK_DEBUG'] ? `${fault.stack ?? ''}\n` : '  (PADLOCK_DEBUG=1 shows where)\n'}`,
  )
  return exitCodes.fault
}

const args = process.argv.slice(2)
if (process.env['GITHUB_ACTIONS'] === 'true') {
  const { takeNoOrders } = await import('./github-log.ts')
  takeNoOrders(args.some(arg => arg.startsWith('--json')))
}

// A reader that goes away is no fault of ours. `padlock verify --jsonl | head` has no more to do; a run goes on to its report and
// its exit code.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', error => {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE' && args[0] === 'verify') process.exit(exitCodes.conforms)
  })
// What nobody further in takes ends here. Node alone would end with 1, which says that the site violates a MUST.
onUnexpected(fault => process.exit(ended(fault)))
onCancel(() => {
  process.stderr.write('padlock: cancelled\n')
  process.exit(exitCodes.cancelled)
})
process.exitCode = await run(args).catch(ended)
