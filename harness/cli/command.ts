/** What a sub-command is made of: one file each in this folder. */

/** As `node:util` parseArgs takes it. `value`: for the help: `FILE`, `NAME`… */
export type Option = { type: 'string' | 'boolean'; short?: string; multiple?: boolean; value?: string; help: string }
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** `run` writes to stdout and stderr and returns the exit code. */
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
