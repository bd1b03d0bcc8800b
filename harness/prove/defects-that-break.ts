import { defects } from '../site/defects.ts'

/** Names of the sample shop's defects that prove a requirement: each of them violates it. */
export const defectsThatBreak = (id: string): string[] =>
  Object.entries(defects).flatMap(([name, { breaks }]) => (breaks.includes(id) ? [name] : []))
