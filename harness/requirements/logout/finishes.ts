import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** When the call ended, and when the browser began to leave its page: for another one, or with another one already there. */
const ends = (recording: Recording, call: Seen<'logout'>) => {
  const later = observed(recording).slice(call.context.index + 1)
  const result = later.filter(isKind('logout-result')).find(seen => seen.load === call.load && seen.call === call.call)
  const left = later.find(
    seen =>
      (seen.kind === 'page-leave' && seen.load === call.load) ||
      (seen.kind === 'page-load' && seen.browser === call.browser && seen.tab === call.tab),
  )
  return { result, left }
}

/**
 * The mock's tag removes the JWT first and sends its call so that it outlives the page; no public page promises either. So
 * the order of events is judged, and not what happened to come of it.
 */
export default requirement({
  id: 'logout/finishes',
  level: 'MUST',
  basis: 'assumed',
  title: 'iAdvize.logout comes to its end before the page goes away',
  because: 'a call that is cut off may never reach iAdvize: the one who left would stay signed in there',
  source: {
    page: 'BOXED',
    clause: "iAdvize's own boxed tag awaits logout(); no public page says that a site must",
  },
  after: ['logout/called'],
  stimulus: 'a page calls iAdvize.logout',
  judge: recording =>
    observed(recording)
      .filter(isKind('logout'))
      .flatMap((call): Finding[] => {
        if (isDisturbed(call)) return []
        const { result, left } = ends(recording, call)
        if (left && left.context.index < (result?.context.index ?? Infinity))
          return [
            violated(whereOf(call), {
              code: 'left-before-the-end',
              expected: 'the page waits until the promise of iAdvize.logout() resolves',
              received: 'the browser began to leave the page while the call was under way',
            }),
          ]
        return result ? [met(whereOf(call), 'it ended while the page stood')] : []
      }),
  remedy: ({ where }) =>
    `on ${where.path ?? 'this page'}, hold the sign-out back until iAdvize has answered: event.preventDefault(); await iAdvize.logout(); form.submit(), with an upper limit of a few seconds so that a chat that hangs keeps nobody signed in`,
})
