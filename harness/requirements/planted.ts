import { requirement } from './requirement.ts'
import type { Requirement } from './requirement.ts'

/** A requirement for tests of what is made of requirements: it finds nothing, unless `rest` says otherwise. */
export const planted = (id: string, rest: Partial<Requirement> = {}): Requirement =>
  requirement({
    id,
    level: 'MUST',
    basis: 'doc',
    title: id,
    because: 'it matters',
    source: { page: 'BE-FAQ' },
    yourSite: { table: 'also', says: id },
    stimulus: 'something happens',
    remedy: () => 'change it',
    judge: () => [],
    ...rest,
  })
