/** `padlock keys`: a test pair for each side. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from '../../../mock-iadvize/token/keys.ts'
import { KeyFileError, keyFiles, newKeys } from '../../../mock-iadvize/sandbox/kept-keys.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { commandLine } from '../../foundation/installation.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { type Command } from '../command.ts'

/** Which half goes where; `keep` says who must never see it. */
const halves = [
  {
    file: keyFiles.brandPrivate,
    goes: "into your token provider's secrets: it signs the tokens",
    keep: 'nobody else may ever see it: not iAdvize, not a browser, not a repository',
  },
  {
    file: keyFiles.brandPublic,
    goes: `to whoever verifies: «${commandLine('verify --brand-key')}»; in production to iAdvize, to be set up for your site`,
    keep: null,
  },
  {
    file: keyFiles.iAdvizePrivate,
    goes: `to the mock alone: «${commandLine('verify --iadvize-key')}»; it opens the test tokens`,
    keep: "your site must never see it, as it will never see iAdvize's real one",
  },
  {
    file: keyFiles.iAdvizePublic,
    goes: "into your token provider's configuration for tests: it encrypts to this key; in production to iAdvize's published key",
    keep: null,
  },
] as const

export const keys: Command = {
  name: 'keys',
  summary: 'makes a test key pair for each side, and says where each half goes',
  usage: 'keys [--out DIR]',
  options: { out: { type: 'string', value: 'DIR', help: 'where the four files are written; padlock-keys by default' } },
  words: [0, 0],
  notes: `The keys are for tests. Make the pair of your production site where it will be used, and let its private half never leave that place.`,

  async run(values) {
    const folder = typeof values.out === 'string' ? values.out : 'padlock-keys'
    const taken = halves.map(({ file }) => join(folder, file)).filter(file => existsSync(file))
    if (taken.length > 0)
      throw new UsageError(
        ...taken.map(file => `«${file}» is already there and is kept: remove it, or name another folder with --out`),
      )
    const { brand, iAdvize } = await newKeys(folder, '--out').catch((error: unknown) => {
      throw error instanceof KeyFileError ? new UsageError(...error.problems) : error
    })
    process.stdout.write(
      [
        ...halves.map(
          ({ file, goes, keep }) => `${join(folder, file)}\n  goes ${goes}\n${keep ? `  private: ${keep}\n` : ''}`,
        ),
        `brand pair         ${fingerprint(brand.publicKey)}`,
        `iAdvize test pair  ${fingerprint(iAdvize.publicKey)}`,
        'Both halves of a pair have one fingerprint: compare it where a token does not open or verify.',
        '',
      ].join('\n'),
    )
    return exitCodes.conforms
  },
}
