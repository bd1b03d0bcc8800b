/** The proof for a person to read. */
import { count } from '../../reports/wording/words.ts'
import type { Proof, ProofRow } from './matrix.ts'

const wordOf = ({ exact, notPlayed }: ProofRow): 'exact' | 'NOT PLAYED' | 'DIFFERS' =>
  exact ? 'exact' : notPlayed.length > 0 ? 'NOT PLAYED' : 'DIFFERS'

const unplayed = ({ notPlayed }: Pick<ProofRow, 'notPlayed'>): string[] =>
  notPlayed.map(({ journey, because }) => `not played: ${journey}: ${because}`)

/** In what a defect is not exact. What was not played is not missed: nobody knows. */
const details = (row: ProofRow): string[] => {
  const { journeys, expected, violated, first, unshown, shownBy } = row
  const extra = violated.filter(id => !expected.includes(id)).map(id => `extra:  ${id}`)
  if (row.notPlayed.length > 0) return [...unplayed(row), ...extra]
  return [
    ...expected.filter(id => !violated.includes(id)).map(id => `missed: ${id}`),
    ...extra,
    ...(first === expected[0] ? [] : [`first:  ${first ?? 'nothing'}, and not ${expected[0] ?? 'nothing'}`]),
    ...unshown.map(id => `not shown on the defect's own journeys: ${id}`),
    `${shownBy === 'token' ? 'its tokens were put into' : 'played'}: ${journeys.join(', ')}`,
  ]
}

export const proofTable = (proof: Proof, colour: boolean): string => {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)
  const width = Math.max(...proof.defects.map(({ id }) => id.length), 20)
  const rows = proof.defects.flatMap(row => [
    `${paint(row.exact ? 32 : 31, wordOf(row).padEnd(10))}  ${row.shownBy.padEnd(7)}  ${row.id.padEnd(width)}  ${row.violated.join(', ') || (row.expected.length === 0 ? 'nothing, as it should be: explore finds it' : 'nothing')}`,
    ...(row.exact ? [] : details(row).map(line => `${' '.repeat(12)}${line}`)),
  ])
  const alive = proof.requirements.filter(({ killers }) => killers.length === 0)
  const open = (id: string): string[] =>
    proof.defects.flatMap(row => (row.expected.includes(id) && row.notPlayed.length > 0 ? [row.id] : []))
  const of = (word: ReturnType<typeof wordOf>): number => proof.defects.filter(row => wordOf(row) === word).length
  const byToken = proof.defects.filter(({ shownBy }) => shownBy === 'token').length
  return [
    ...rows,
    '',
    ...proof.sound.flatMap(row => [
      `sound shop, ${row.flavour}: ${row.verdict}${row.unmet.length > 0 ? ` (${row.unmet.join(', ')})` : ''}`,
      ...unplayed(row).map(line => `  ${line}`),
    ]),
    ...proof.notPlayable.map(({ id, because }) => `not played: ${id}: ${because}`),
    ...alive.map(({ id }) =>
      open(id).length > 0 ? `nothing is known of ${id}: ${open(id).join(', ')} not played` : `no defect violates ${id}`,
    ),
    `${count(proof.defects.length, 'defect')} (${byToken} shown by their tokens, without a browser), ${of('exact')} exact${of('NOT PLAYED') > 0 ? `, ${of('NOT PLAYED')} not played` : ''}; ${count(proof.requirements.length, 'requirement')}, ${proof.requirements.length - alive.length} killed by a defect`,
    '',
  ].join('\n')
}
