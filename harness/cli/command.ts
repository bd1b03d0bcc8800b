/** Exit codes of the command, everywhere. */
export const exitCodes = {
  conforms: 0,
  violated: 1,
  usage: 2,
  unreachable: 3,
  incomplete: 4,
  fault: 5,
  cancelled: 130,
} as const

/** The caller's mistakes, all at once; each says what was given, what was expected, and the cure. Ends in exit code 2. */
export class UsageError extends Error {
  readonly problems: readonly string[]
  constructor(...problems: string[]) {
    super(problems.join('\n'))
    this.name = 'UsageError'
    this.problems = problems
  }
}

/** As `node:util` parseArgs takes it. `value`: for the help: `FILE`, `NAME`… */
export type Option = { type: 'string' | 'boolean'; short?: string; multiple?: boolean; value?: string; help: string }
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** A sub-command: one file each in this folder. `run` writes to stdout and stderr and answers with the exit code. */
export type Command = {
  name: string
  /** one line for `padlock --help` */
  summary: string
  /** `verify --brand-key PUB --iadvize-key PRIV [TOKEN]` */
  usage: string
  options: Record<string, Option>
  /** how many words may stand beside the options: [least, most] */
  words: readonly [number, number]
  /** examples and notes under the options in `padlock COMMAND --help` */
  notes?: string
  run(values: Values, words: string[]): Promise<number>
}
