/** `padlock keys`: a test pair for each side. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, makeKeyPair } from '../../mock-iadvize/keys.ts'
import { makeFolder } from '../../mock-iadvize/make-folder.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'
import { type Command } from './command.ts'

/** Which half goes where; `keep` says who must never see it. */
const halves = [
  {
    file: 'brand-private.pem',
    half: 'privateKey',
    goes: "into your token provider's secrets: it signs the tokens",
    keep: 'nobody else may ever see it: not iAdvize, not a browser, not a repository',
  },
  {
    file: 'brand-public.pem',
    half: 'publicKey',
    goes: 'to whoever verifies: «padlock verify --brand-key»; in production to iAdvize, to be set up for your site',
    keep: null,
  },
  {
    file: 'iadvize-test-private.pem',
    half: 'privateKey',
    goes: 'to the mock alone: «padlock verify --iadvize-key»; it opens the test tokens',
    keep: "your site must never see it, as it will never see iAdvize's real one",
  },
  {
    file: 'iadvize-test-public.pem',
    half: 'publicKey',
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
    const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
    written(folder, () => {
      for (const { file, half } of halves) {
        const key = (file.startsWith('brand') ? brand : iAdvize)[half]
        const type = half === 'privateKey' ? 'pkcs8' : 'spki'
        const mode = half === 'privateKey' ? 0o600 : 0o644
        writeFileSync(join(folder, file), key.export({ type, format: 'pem' }), { mode, flag: 'wx' })
      }
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

/** The folder is the caller's choice: where it can't be written to, the choice was wrong. */
function written(folder: string, write: () => void): void {
  try {
    makeFolder(folder)
    write()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`«${folder}» can't be written to (${code}): name another folder with --out`)
  }
}
