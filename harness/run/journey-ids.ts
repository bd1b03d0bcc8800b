/** The journeys of a whole run: a file each in `scenarios/`, named by its id. */
import { readdirSync } from 'node:fs'

/** Compiled in the published package. */
const scenario = /^(.+)\.spec\.[jt]s$/

/** The journey over all signed-in pages. On a large site it is played in parts, so that workers and shards share it. */
const overAllPages = 'browse-signed-in'
/** Signed-in pages that one part opens. */
export const pagesOfPart = 10

/** The ids of a journey's parts on a site with so many signed-in pages; the first part bears the journey's own. */
export const partIds = (id: string, signedInPages: number): string[] => [
  id,
  ...(id === overAllPages
    ? Array.from({ length: Math.ceil(signedInPages / pagesOfPart) - 1 }, (_, index) => `${id}-${index + 2}`)
    : []),
]

/** `signedInPages`: of the site, where its run is in parts. */
export const journeyIds = (signedInPages = 0): string[] =>
  readdirSync(new URL('../../scenarios', import.meta.url))
    .flatMap(file => scenario.exec(file)?.[1] ?? [])
    .sort()
    .flatMap(id => partIds(id, signedInPages))

/** Whether some site has such a journey. */
export const isJourneyId = (id: string): boolean =>
  journeyIds().includes(id) || new RegExp(`^${overAllPages}-(?:[2-9]|[1-9]\\d+)$`).test(id)
