/**
 * Why the green can be trusted: which defects of the sample shop each requirement has been shown to catch. `padlock prove`
 * writes it (proof.json, published), every report carries it.
 */
import { z } from 'zod'

export const proofSchema = z.object({
  /** `shown`: by `padlock prove`. `declared`: what the defects are to break; no whole run has shown it yet */
  basis: z.enum(['shown', 'declared']),
  /** ISO 8601 */
  at: z.string(),
  versions: z.object({ padlock: z.string(), browser: z.string(), catalogue: z.string() }),
  /** name of a defect → what a developer did wrong, in one sentence */
  defects: z.record(z.string(), z.string()),
  /** id of a requirement → names of the defects that it turned red for, and no other did without being meant to */
  requirements: z.record(z.string(), z.array(z.string())),
  /** name of a defect → in a browser, or by its tokens in what a browser recorded of the sound shop; absent: it is declared, or older */
  shownBy: z.record(z.string(), z.enum(['browser', 'token'])).optional(),
  /** id of a requirement that no defect can break → why, so that its unit tests alone prove it */
  unshown: z.record(z.string(), z.string()),
})
export type Proof = z.infer<typeof proofSchema>

/** In what way a published proof is not what was shown now, in sentences; none: it is, and its date may stay. */
export const staleness = (published: Proof, now: Proof): string[] => [
  ...(published.basis === now.basis ? [] : [`it is ${published.basis}, and this one ${now.basis}`]),
  ...(['padlock', 'catalogue'] as const).flatMap(part =>
    published.versions[part] === now.versions[part]
      ? []
      : [`it is of ${part} ${published.versions[part]}, and this one of ${now.versions[part]}`],
  ),
  ...(['defects', 'requirements', 'unshown'] as const).flatMap(part => {
    const [before, after]: Readonly<Record<string, unknown>>[] = [published[part], now[part]]
    return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
      .filter(name => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
      .map(name => `${part}: it tells something else of ${name}`)
  }),
]

/** The proof of the requirements that were judged. */
export const proofOf = (proof: Proof, ids: ReadonlySet<string>): Proof => {
  const of = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)))
  const requirements = of(proof.requirements)
  const named = new Set(Object.values(requirements).flat())
  const ofNamed = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => named.has(name)))
  return {
    ...proof,
    defects: ofNamed(proof.defects),
    requirements,
    ...(proof.shownBy && { shownBy: ofNamed(proof.shownBy) }),
    unshown: of(proof.unshown),
  }
}
