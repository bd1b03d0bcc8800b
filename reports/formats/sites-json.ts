import type { Sites } from '../../harness/verdict/sites.ts'

/** sites.json: what sums up a run of several sites. */
export const sitesJson = (run: Sites): string => `${JSON.stringify(run, null, 2)}\n`
