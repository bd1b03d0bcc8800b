/** `padlock list`: the catalogue at a glance. */
import { z } from 'zod'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { defectsThatBreak } from '../../prove/defects-that-break.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { commandLine } from '../../foundation/installation.ts'
import type { Command } from '../command.ts'

/** stdout of `--json`. An array has no place for a version: the schema's name bears it. */
export const listSchema = z.array(
  z.object({
    id: z.string(),
    level: z.enum(['MUST', 'SHOULD']),
    basis: z.enum(['doc', 'partial', 'assumed', 'practice']),
    title: z.string(),
    /** those of the sample shop that break it */
    defects: z.array(z.string()),
  }),
)
type Row = z.infer<typeof listSchema>[number]

const table = (rows: readonly Row[]): string => {
  const width = Math.max(...rows.map(({ id }) => id.length))
  const lines = rows.map(
    ({ id, level, basis, title }) => `${id.padEnd(width)}  ${level.padEnd(6)}  ${basis.padEnd(8)}  ${title}`,
  )
  return `${lines.join('\n')}\n\n${rows.length} requirements; ${commandLine('explain ID')} tells more of one\n`
}

export const list: Command = {
  name: 'list',
  summary: 'lists all requirements',
  usage: 'list [--json]',
  options: { json: { type: 'boolean', help: 'stdout is one JSON array of { id, level, basis, title, defects }' } },
  words: [0, 0],
  notes: `In the order of causes: what fails first explains what fails further down.
Basis: doc, stated by iAdvize · partial, stated by a truncated or contradictory copy · assumed, our inference ·
practice, a published security practice.`,
  run: async values => {
    const rows = (await loadCatalogue()).map(({ id, level, basis, title }): Row => ({
      id,
      level,
      basis,
      title,
      defects: defectsThatBreak(id),
    }))
    process.stdout.write(values['json'] === true ? `${JSON.stringify(rows, null, 2)}\n` : table(rows))
    return exitCodes.conforms
  },
}
