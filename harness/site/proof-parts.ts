import type { Requirement } from '../requirements/requirement.ts'
import type { Proof } from '../verdict/proof.ts'
import { defects } from './defects.ts'

/** The parts of a proof that no run changes. `killers`: id of a requirement → the defects that break it. */
export const proofParts = (
  catalogue: readonly Requirement[],
  killers: ReadonlyMap<string, readonly string[]>,
): Pick<Proof, 'defects' | 'requirements' | 'unshown'> => ({
  defects: Object.fromEntries(Object.entries(defects).map(([name, { summary }]) => [name, summary])),
  requirements: Object.fromEntries(
    catalogue.flatMap(({ id }) => {
      const of = killers.get(id) ?? []
      return of.length > 0 ? [[id, [...of]]] : []
    }),
  ),
  unshown: Object.fromEntries(catalogue.flatMap(({ id, unshown }) => (unshown === undefined ? [] : [[id, unshown]]))),
})
