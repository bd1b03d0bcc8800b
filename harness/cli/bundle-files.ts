/** What a bundle holds: a report folder, made ready for somebody who was not there. Pure but for reading the folder. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { count, dateWords, list, verdictTitle } from '../../reports/wording/words.ts'
import { tokensWithin } from '../token-sources/recognition.ts'
import { resultSchema } from '../verdict/result.ts'
import type { Result } from '../verdict/result.ts'

export type BundledFile = { name: string; content: Buffer }

const optional = ['summary.md', 'requirements.csv', 'certificate.json']

/** `missing`: what the reader will look for, each with how to get it. */
export const filesOf = (folder: string, result: Result): { files: BundledFile[]; missing: string[] } => {
  const files: BundledFile[] = []
  const missing: string[] = []
  const take = (name: string): boolean => {
    const path = join(folder, name)
    if (!existsSync(path)) return false
    files.push({ name, content: readFileSync(path) })
    return true
  }
  for (const [name, cure] of [
    ['report.json', 'certify again'],
    ['index.html', '«padlock report DIR» makes it of the recordings'],
    ['certificate.jws', '«padlock certify --sign KEY» signs one'],
  ] as const)
    if (!take(name)) missing.push(`${name}: ${cure}`)
  for (const name of optional) take(name)
  for (const { recording } of result.journeys)
    if (!take(recording)) missing.push(`${recording}: nobody can judge again what is not there`)
  const recordings = join(folder, 'recordings')
  const known = new Set(result.journeys.map(({ recording }) => recording))
  for (const name of existsSync(recordings) ? readdirSync(recordings) : [])
    if (name.endsWith('.json') && !known.has(`recordings/${name}`)) take(`recordings/${name}`)
  return { files, missing }
}

/** Sentences: what must not leave the machine. A certificate is a token by form, and no secret. */
export const secretsIn = (files: readonly BundledFile[]): string[] =>
  files
    .filter(({ name }) => name !== 'certificate.jws')
    .flatMap(({ name, content }) => {
      const text = content.toString('utf8')
      return [
        ...(tokensWithin(text).length > 0 ? [`${name}: holds a token`] : []),
        ...(/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? [`${name}: holds a private key`] : []),
      ]
    })

/** configuration.json of a bundle. */
export const bundledConfigurationSchema = z.object({
  schemaVersion: z.literal(1),
  target: resultSchema.shape.target,
  strict: z.boolean(),
  /** the file of known findings */
  baseline: z.string().optional(),
  commit: z.string().optional(),
  versions: resultSchema.shape.versions,
  notes: z.array(z.string()),
})

/** What is set up, as far as a report says it: it holds no secret. */
export const configurationOf = ({ target, strict, baseline, versions, commit, notes }: Result): string => {
  const configuration: z.infer<typeof bundledConfigurationSchema> = {
    schemaVersion: 1,
    target,
    strict,
    ...(baseline && { baseline: baseline.file }),
    ...(commit && { commit }),
    versions,
    notes,
  }
  return `${JSON.stringify(configuration, null, 2)}\n`
}

export const readmeOf = (result: Result, missing: readonly string[], isSigned: boolean): string => {
  const { target, versions, startedAt, requirements, journeys, summary } = result
  const not = (status: string): string[] => requirements.flatMap(row => (row.status === status ? [row.id] : []))
  const untested = [...not('not-observed'), ...not('blocked')]
  const stopped = journeys.flatMap(({ id, outcome }) => (outcome === 'stopped' ? [id] : []))
  return `# Padlock: ${target.name}

${verdictTitle(result)}. ${summary}

- Site: ${target.origin}, iAdvize site id ${target.sid}
- Judged on ${dateWords(startedAt)} by Padlock ${versions.padlock}, catalogue ${versions.catalogue}, in ${versions.browser}
- Not tested: ${untested.length === 0 ? 'nothing that concerns the site' : list(untested)}
- Not applicable to this site: ${not('not-applicable').length === 0 ? 'nothing' : list(not('not-applicable'))}
${stopped.length > 0 ? `- Journeys that stopped: ${list(stopped)}\n` : ''}${missing.length > 0 ? `- Missing from this bundle: ${list(missing.map(each => each.split(':', 1)[0] ?? each))}\n` : ''}
## What is in it

- \`index.html\`: the report; it opens in a browser, and loads nothing
- \`report.json\`: the same as data
- \`recordings/\`: what was seen on ${count(journeys.length, 'journey')}, without a secret; the verdict can be made of them again: \`padlock recheck DIR\`
- \`configuration.json\`: what was certified, and by what
${isSigned ? '- `certificate.jws`: signed; `padlock verify-certificate FILE.zip --key PUB` checks it. Get the public key from whoever signed, by another way\n' : ''}
Padlock is independent of iAdvize: not made, endorsed or supported by iAdvize.
`
}
