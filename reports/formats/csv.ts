/** requirements.csv: a requirement a line, with what each journey showed of it; for a spreadsheet. RFC 4180. */
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import { printable } from '../wording/markup.ts'
import { problems } from '../wording/problems.ts'
import type { Format } from './format.ts'

/** What a spreadsheet takes for a formula gets an apostrophe before it: texts of a site stand in cells. */
export const cell = (value: string | number): string => {
  const text = typeof value === 'number' ? String(value) : printable(value).replace(/^(?=[=+\-@\t\r])/, "'")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Lines of cells as one text. */
export const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map(row => `${row.map(cell).join(',')}\r\n`).join('')

export const csvHeader = [
  'requirement',
  'title',
  'level',
  'basis',
  'status',
  'known',
  'because',
  'code',
  'cure',
] as const

export const csv = (result: Result): string => {
  const journeys = result.journeys.map(({ id }) => id)
  return csvOf([
    [...csvHeader, ...journeys.map(id => `journey ${id}`)],
    ...result.requirements.map(row => {
      const [first] = row.status === 'violated' ? problems(row) : []
      return [
        row.id,
        row.title,
        row.level,
        row.basis,
        row.status,
        row.known ? 'yes' : 'no',
        row.because ?? '',
        first?.code ?? '',
        first?.cure ?? '',
        ...journeys.map(id => inJourney(row, id)),
      ]
    }),
  ])
}

/** Empty: the journey showed nothing of it, or no more than another one did. */
const inJourney = ({ findings }: RequirementResult, journey: string): string => {
  const those = findings.filter(({ where }) => where.journey === journey)
  if (those.some(each => each.outcome === 'violated' && each.blockedBy.length === 0)) return 'violated'
  if (those.some(({ outcome }) => outcome === 'violated')) return 'blocked'
  return those.length > 0 ? 'met' : ''
}

export const csvFormat: Format = {
  file: 'requirements.csv',
  name: 'csv',
  render: csv,
  recognises: text => text.startsWith('requirement,title,level,basis,status,'),
}
