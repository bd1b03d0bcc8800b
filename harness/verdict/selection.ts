/** `--only`: which requirements a run is about. */
import { UsageError } from '../foundation/usage-error.ts'
import { nearest } from '../../mock-iadvize/input/nearest.ts'
import type { Requirement } from '../requirements/requirement.ts'

/** `*` stands for any characters, `?` for one: `token/*`, `padlock/after-*`. */
export const matches = (pattern: string, id: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(id)
}

/** The catalogue's requirements that a pattern names; without patterns, all. Throws a UsageError for each that names none. */
export const selectedBy = (patterns: readonly string[], catalogue: readonly Requirement[]): Requirement[] => {
  const ids = catalogue.map(({ id }) => id)
  const idle = patterns.filter(pattern => !ids.some(id => matches(pattern, id)))
  if (idle.length > 0)
    throw new UsageError(
      ...idle.map(pattern => {
        const candidates = pattern.includes('*') ? [...new Set(ids.map(id => `${id.split('/')[0]}/*`))] : ids
        const near = nearest(pattern, candidates)
        return `--only ${pattern}: matches no requirement${near ? `; did you mean «${near}»?` : ''} (padlock list shows them all)`
      }),
    )
  return catalogue.filter(({ id }) => patterns.length === 0 || patterns.some(pattern => matches(pattern, id)))
}
