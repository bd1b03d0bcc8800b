import type { Trend } from '../../harness/verdict/trend.ts'
import { cell } from './csv.ts'

const header = ['site', 'origin', 'run', 'commit', 'verdict', 'seconds', 'report', 'requirement', 'level', 'state']

/** trend.csv: a requirement in a run a line, for a spreadsheet or a database. */
export const trendCsv = ({ sites }: Trend): string => {
  const lines = [header.join(',')]
  for (const { name, origin, runs, requirements } of sites) {
    // Of a thousand runs there are many lines: what they share is made once.
    const rows = requirements.map(({ id, level, states }) => ({ begins: `${cell(id)},${level},`, states }))
    for (const [index, run] of runs.entries()) {
      const { startedAt, commit, verdict, duration, report } = run
      const begins = [name, origin, startedAt, commit ?? '', verdict, (duration / 1000).toFixed(1), report]
        .map(cell)
        .join(',')
      for (const row of rows)
        if (row.states[index] !== 'absent') lines.push(`${begins},${row.begins}${row.states[index]}`)
    }
  }
  return `${lines.join('\r\n')}\r\n`
}
