import { isKind, observed, plantedExtId, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import { loadsWithTag } from '../../recording/page-views.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** iAdvize documents extID in this one place (EXT): a variable of that name elsewhere in the page is the site's own affair. */
export default requirement({
  id: 'ext-id/absent',
  level: 'MUST',
  basis: 'doc',
  title: 'in the authenticated area window.idzCustomData never holds extID, in any spelling, at any time',
  because:
    'with it the activation succeeds and a JWT is stored, and yet the agent sees no padlock: nothing tells anybody why',
  source: { page: 'BE-FAQ', clause: 'remove the usage of the extId system' },
  yourSite: {
    table: 'also',
    says: 'no `extID` in `window.idzCustomData`, in any spelling, not even later: with it there is no padlock, and no error',
  },
  after: ['tag/present'],
  live: true,
  stimulus: 'a signed-in visitor looks at a page with the tag',
  judge: recording => {
    const withTag = loadsWithTag(recording)
    const looks = observed(recording)
      .filter(isKind('sample'))
      .filter(({ user, context }) => user !== null && !context.faults.includes(plantedExtId))
    const sightings = observed(recording)
      .filter(isKind('ext-id'))
      .filter(({ context }) => !context.faults.includes(plantedExtId))
    /**
     * The look that tells that somebody was signed in when extID was seen: the next one at the same page. What a page assigns
     * after its last look (a tag manager does) belongs to whom that one saw, unless they are signing out.
     */
    const lookAt = (sighting: Seen<'ext-id'>) => {
      const ofPage = observed(recording)
        .filter(isKind('sample'))
        .filter(({ load }) => load === sighting.load)
      const next = ofPage.find(({ context }) => context.index > sighting.context.index)
      return next ?? (sighting.context.action === 'sign-out' ? undefined : ofPage.at(-1))
    }
    const seen = sightings.flatMap(sighting => {
      const look = lookAt(sighting)
      return look?.user ? [{ sighting, look }] : []
    })
    const found = new Set(seen.map(({ sighting }) => sighting.load))
    const reported = seen.filter(
      ({ sighting }, index) =>
        seen.findIndex(
          other => other.sighting.load === sighting.load && other.sighting.spelling === sighting.spelling,
        ) === index,
    )
    return [
      ...reported.map(({ sighting }): Finding =>
        violated(whereOf(sighting), {
          code: 'ext-id-set',
          expected: 'no extID in window.idzCustomData',
          received: `${sighting.spelling}, of ${sighting.length} characters${sighting.seen === 'assigned' ? ', assigned by the page' : ''}`,
        }),
      ),
      ...looks.flatMap((look): Finding[] => {
        if (found.has(look.load)) return []
        if (look.extId !== null)
          return [
            violated(whereOf(look), {
              code: 'ext-id-set',
              expected: 'no extID in window.idzCustomData',
              received: look.extId,
            }),
          ]
        return withTag.has(look.load) ? [met(whereOf(look), 'no extID')] : []
      }),
    ]
  },
  remedy: ({ received, where }) =>
    `remove ${received.split(',')[0]} from window.idzCustomData on ${where.path ?? 'this page'}: search the templates and the rules of the tag manager for idzCustomData; authenticated messaging replaces it fully`,
})
