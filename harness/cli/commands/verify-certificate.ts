/** `padlock verify-certificate`: is it signed with this key, is it about these files, and what does it certify? */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { dateWords } from '../../../reports/wording/words.ts'
import { printable } from '../../../reports/wording/markup.ts'
import { wrap } from '../../../reports/wording/wrap.ts'
import { certificateIn } from '../../certificate/certificate.ts'
import { examination } from '../../certificate/examination.ts'
import { readCertificateKey } from '../../certificate/signing-key.ts'
import type { CertificateKey } from '../../certificate/signing-key.ts'
import { claimsOf, statementSchema } from '../../certificate/statement.ts'
import { unpackedBundle } from '../unpacked-bundle.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import type { Command } from '../command.ts'
import { problemsOf, text } from '../judging.ts'
import { styled } from '../styled.ts'

/** stdout of `--json`. */
export const certificateCheckSchema = z.object({
  schemaVersion: z.literal(1),
  /** the certificate's file, as it was named */
  file: z.string(),
  /**
   * exit code 0: the signature is good, the files are those that were signed, and they are of a full run that conforms; with
   * `--alone` nobody asks for the files
   */
  certifies: z.boolean(),
  key: z.object({ algorithm: z.string(), thumbprint: z.string() }),
  /** why it does not hold, in sentences */
  problems: z.array(z.string()),
  /** what was not compared, and why */
  notes: z.array(z.string()),
  files: z.object({ same: z.number(), of: z.number() }).nullable(),
  /** null: the signature is not good, so nothing of it is worth telling */
  statement: statementSchema.nullable(),
})
type Check = z.infer<typeof certificateCheckSchema>

/** `alone`: the certificate is all that there is. */
const checked = async (
  file: string,
  content: string,
  key: CertificateKey,
  { report, alone }: { report: string | undefined; alone: boolean },
): Promise<Check> => {
  const { algorithm, thumbprint } = key
  const of = { schemaVersion: 1 as const, file, key: { algorithm, thumbprint } }
  const reading = await certificateIn(content, key)
  if ('says' in reading)
    return { ...of, certifies: false, problems: [reading.says], notes: [], files: null, statement: null }
  const { statement } = reading
  const place = { folder: report ?? dirname(file), asked: report !== undefined }
  const { problems, notes, files } = examination(statement, place, await loadCatalogue())
  const certifies = problems.length === 0 && claimsOf(statement).full && (files !== null || alone)
  return { ...of, certifies, problems, notes, files, statement }
}

const page = ({ certifies, key, problems, notes, files, statement }: Check): string => {
  const { colour, width } = styled(process.stdout)
  const paint = (code: number, words: string): string => (colour ? `\u001B[${code}m${words}\u001B[0m` : words)
  const row = (name: string, says: string): string[] =>
    wrap(printable(says), width - 18).map((line, index) => `${(index === 0 ? name : '').padEnd(18)}${line}`)
  const claims = statement && claimsOf(statement)
  const lines = [
    ...(claims
      ? [
          ...row('target', `${claims.target.name} · ${claims.target.origin} · site ${claims.target.sid}`),
          ...(claims.target.defects.length > 0 ? row('', `with the defect ${claims.target.defects.join(', ')}`) : []),
          ...row(
            'run',
            `${dateWords(claims.startedAt)} · Padlock ${claims.versions.padlock}, catalogue ${claims.versions.catalogue} · ${claims.versions.browser}`,
          ),
          ...row('says', claims.summary),
          ...(claims.strict ? row('strict', 'a violated SHOULD counted as well') : []),
          ...claims.notes.flatMap(note => row('note', note)),
          ...row('signature', `good: ${key.algorithm}, key ${key.thumbprint}`),
          ...row('files', files ? `${files.same} of ${files.of} are as they were signed` : 'not compared'),
          ...notes.flatMap(note => row('', note)),
        ]
      : []),
    ...problems.flatMap(problem => row('PROBLEM', problem)),
    ...(claims?.limits ?? []).flatMap(({ kind, says }) => row(kind, says)),
    '',
    certifies
      ? paint(32, `It certifies a full run that conforms${files ? '' : '; by itself, as its files were not compared'}.`)
      : problems.length > 0
        ? paint(31, 'It certifies nothing: it does not hold.')
        : claims?.full
          ? paint(
              31,
              'It holds, and its files are not here to be compared: --report DIR names them, --alone does without.',
            )
          : paint(31, 'It holds, and it does not certify a full run that conforms.'),
  ]
  return `${lines.join('\n')}\n`
}

export const verifyCertificate: Command = {
  name: 'verify-certificate',
  summary: 'checks a certificate: its signature, the files that it is about, and what it certifies',
  usage: 'verify-certificate FILE --key PUB [--report DIR | --alone] [--json]',
  options: {
    key: { type: 'string', value: 'PUB', help: 'the public half of the key that signed it: PEM or JWK' },
    report: { type: 'string', value: 'DIR', help: 'the report that it is about; the folder of FILE by default' },
    alone: { type: 'boolean', help: 'goes by the certificate alone, where its report is not at hand' },
    json: { type: 'boolean', help: 'stdout is exactly one JSON document' },
  },
  words: [1, 1],
  notes: `FILE may be the ZIP that «padlock bundle» wrote: certificate, report and recordings are in it.
Get the key from whoever signed, and by another way than the certificate: a key that comes with it proves nothing.
Exit codes: 0 a full run that conforms, and the signature is good · 1 it certifies less, or does not hold · 2 usage`,
  run: async (values, [given = '']) => {
    const unpacked = given.endsWith('.zip') && existsSync(given) ? await unpackedBundle(given) : null
    const file = unpacked ?? given
    const keyFile = text(values, 'key')
    const report = text(values, 'report')
    let key: CertificateKey | undefined
    const problems = [
      ...(statSync(file, { throwIfNoEntry: false })?.isFile()
        ? []
        : [`${file}: there is no such file; expected the certificate.jws that «padlock certify --sign KEY» wrote`]),
      ...(keyFile === undefined
        ? ['--key: name the public key of whoever signed it; without a key nothing can be checked']
        : await problemsOf(async () => {
            key = await readCertificateKey('--key', keyFile, 'public')
          })),
      ...(report === undefined || existsSync(report)
        ? []
        : [`--report ${report}: there is no such folder; name the one that holds report.json and recordings/`]),
    ]
    const alone = values['alone'] === true
    if (alone && report !== undefined) problems.push('--alone: leave it out where --report names the files')
    if (problems.length > 0 || !key) throw new UsageError(...problems)
    const check = await checked(file, readFileSync(file, 'utf8'), key, { report, alone })
    process.stdout.write(values['json'] === true ? `${JSON.stringify(check, null, 2)}\n` : page(check))
    return check.certifies ? exitCodes.conforms : exitCodes.violated
  },
}
