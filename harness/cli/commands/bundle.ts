/** `padlock bundle REPORT-DIR`: one ZIP for the contact at iAdvize, or for an auditor. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { count } from '../../../reports/wording/words.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { configurationOf, filesOf, readmeOf, secretsIn } from '../bundle-files.ts'
import type { BundledFile } from '../bundle-files.ts'
import type { Command } from '../command.ts'
import { text } from '../judging.ts'
import { readReport } from '../report-file.ts'

/** Whole or not at all. */
const written = async (path: string, files: readonly BundledFile[]): Promise<void> => {
  const zip = new ZipFile()
  for (const { name, content } of files) zip.addBuffer(content, name)
  zip.end()
  const draft = `${path}.tmp`
  try {
    await pipeline(zip.outputStream, createWriteStream(draft))
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}

export const bundle: Command = {
  name: 'bundle',
  summary: 'packs a report for your contact at iAdvize or an auditor: page, certificate, recordings, README',
  usage: 'bundle REPORT-DIR [--output FILE]',
  options: { output: { type: 'string', value: 'FILE', help: 'the ZIP; padlock-bundle.zip by default' } },
  words: [1, 1],
  notes: `Looks for secrets before it writes. «padlock verify-certificate FILE.zip --key PUB» checks the certificate in it.
Exit codes: 0 it is complete · 1 something is missing from it, or a secret was found, and then nothing is written · 2 usage
            5 it could not be written`,
  run: async (values, [folder = '']) => {
    const output = text(values, 'output') ?? 'padlock-bundle.zip'
    if (!output.endsWith('.zip'))
      throw new UsageError(`--output ${basename(output)}: expected a file that ends in .zip`)
    const result = readReport(folder)
    const { files, missing } = filesOf(folder, result)
    const isSigned = files.some(({ name }) => name === 'certificate.jws')
    const own = [
      { name: 'README.md', content: Buffer.from(readmeOf(result, missing, isSigned)) },
      { name: 'configuration.json', content: Buffer.from(configurationOf(result)) },
    ]
    const all = [...own, ...files]
    const secrets = secretsIn(all)
    for (const problem of [...secrets, ...missing.map(each => `missing: ${each}`)])
      process.stderr.write(`padlock: ${problem}\n`)
    if (secrets.length > 0) {
      process.stderr.write('padlock: nothing was written\n')
      return exitCodes.violated
    }
    try {
      await written(output, all)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      process.stderr.write(`padlock: ${output} was not written: ${code ?? message}\n`)
      return exitCodes.fault
    }
    process.stdout.write(`${count(all.length, 'file')} in ${resolve(output)}\n`)
    return missing.length > 0 ? exitCodes.violated : exitCodes.conforms
  },
}
