/** Reads and writes the file of `--baseline`. Every mistake at once: file, key, value, what was expected, cure. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { isJourneyId, journeyIds } from '../run/journey-ids.ts'
import { nearest } from '../../mock-iadvize/input/nearest.ts'
import { schemaProblems } from '../../mock-iadvize/input/schema-problems.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { baselineEntry, baselineSchema, draftSchema } from '../verdict/baseline-file.ts'
import type { BaselineDraft } from '../verdict/baseline-file.ts'
import { completed } from '../verdict/baseline.ts'
import type { GivenBaseline } from '../verdict/baseline.ts'
import type { Result } from '../verdict/result.ts'
import { readJson } from '../config/config-file.ts'

const read = <Value>(file: string, schema: z.ZodType<Value>): Value => {
  let value: unknown
  try {
    value = readJson(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file}: can't be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const reading = schema.safeParse(value)
  if (reading.success) return reading.data
  const problems = schemaProblems(value, reading.error, { schema, isSecret: () => false })
  throw new UsageError(...problems.map(({ where, says }) => `${file}: ${where || 'the whole baseline'}: ${says}`))
}

/** Names that nothing bears, each with the one that was probably meant. */
const strangers = (file: string, { findings }: BaselineDraft, catalogue: readonly Requirement[]): string[] => {
  const ids = catalogue.map(({ id }) => id)
  const journeys = journeyIds()
  const stranger = (key: string, name: string, known: readonly string[], what: string, where: string): string[] => {
    if (known.includes(name)) return []
    const near = nearest(name, known)
    return [`${file}: ${key}: there is no ${what} «${name}»${near ? `; did you mean «${near}»?` : ` (${where})`}`]
  }
  return findings.flatMap(({ requirement, journey, blocks = [] }, index) => [
    ...stranger(`findings[${index}].requirement`, requirement, ids, 'requirement', 'padlock list shows them all'),
    ...blocks.flatMap((id, at) =>
      stranger(`findings[${index}].blocks[${at}]`, id, ids, 'requirement', 'padlock list shows them all'),
    ),
    ...(journey === undefined || isJourneyId(journey)
      ? []
      : stranger(`findings[${index}].journey`, journey, journeys, 'journey', `there are ${journeys.join(', ')}`)),
  ])
}

/** `updates`: the file may be missing, and what is not filled in yet counts for nothing. */
export const loadBaseline = (
  file: string,
  catalogue: readonly Requirement[],
  { today, updates }: { today: string; updates: boolean },
): GivenBaseline => {
  if (!existsSync(file)) {
    if (updates && !existsSync(dirname(resolve(file))))
      throw new UsageError(`${file}: its folder is not there; make it, or name another file`)
    if (updates) return { file, entries: [], today }
    throw new UsageError(`${file}: there is no such baseline; --update-baseline writes one to fill in`)
  }
  const draft: BaselineDraft = updates ? read(file, draftSchema) : read(file, baselineSchema)
  const problems = strangers(file, draft, catalogue)
  if (problems.length > 0) throw new UsageError(...problems)
  return { file, entries: draft.findings.filter(entry => baselineEntry.safeParse(entry).success), today }
}

/** Where an editor finds the schema, as seen from the file; undefined: Padlock is not installed in this project. */
const schemaBeside = (file: string): string | undefined => {
  const schema = fileURLToPath(new URL('../verdict/baseline.schema.json', import.meta.url))
  if (relative(process.cwd(), schema).startsWith('..')) return undefined
  const path = relative(dirname(resolve(file)), schema)
    .split(sep)
    .join('/')
  return path.startsWith('.') ? path : `./${path}`
}

/** Answers with what was done, in a sentence. */
export const updateBaseline = (file: string, result: Result): string => {
  const before = existsSync(file) ? read(file, draftSchema) : null
  const { draft, added } = completed(before, result, schemaBeside(file))
  writeFileSync(file, `${JSON.stringify(draft, null, 2)}\n`)
  const unfilled = draft.findings.filter(entry => !baselineEntry.safeParse(entry).success).length
  if (draft.findings.length === 0) return `padlock: ${file} was written; there is nothing to accept`
  const entries = `${draft.findings.length} ${draft.findings.length === 1 ? 'entry' : 'entries'}`
  return `padlock: ${file} was written, with ${entries}, ${added.length === 0 ? 'none' : added.length} of them new${unfilled > 0 ? `; fill in reason, owner and expires of ${unfilled}` : ''}`
}
