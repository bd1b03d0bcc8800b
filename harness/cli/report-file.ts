/** Reads report.json of an earlier run, from its folder or by its name. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { schemaProblems } from '../../mock-iadvize/input/schema-problems.ts'
import { resultSchema } from '../verdict/result.ts'
import type { Result } from '../verdict/result.ts'
import { UsageError } from '../foundation/usage-error.ts'

/** Throws a UsageError. */
export const readReport = (named: string): Result => {
  const wrong = (says: string): UsageError => new UsageError(`${named}: ${says}`)
  const stat = statSync(named, { throwIfNoEntry: false })
  if (!stat) throw wrong('there is no such folder or file; name a report folder, or its report.json')
  const path = stat.isDirectory() ? join(named, 'report.json') : named
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException
    throw wrong(
      code === 'ENOENT'
        ? 'holds no report.json; «padlock report DIR» makes one of recordings'
        : `its report.json can't be read (${code})`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    throw wrong('report.json is cut off, or no JSON; fetch it again')
  }
  const { data, error } = resultSchema.safeParse(value)
  if (data) return data
  const [first] = schemaProblems(value, error, { schema: resultSchema, isSecret: () => true })
  throw wrong(
    `is no report that this version of Padlock reads (${first?.where}: ${first?.says}); name report.json of a report folder`,
  )
}
