import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { logoutReceived, signOuts } from '../../recording/site-sessions.ts'
import { howToHoldBack } from '../held-back.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/**
 * Milliseconds of the page's own time. A bad network takes seconds; a page that has waited for so long may leave whatever comes of
 * the call, so that a chat that hangs keeps nobody signed in.
 */
const enoughMs = 2_000

/** When the call ended, and when the browser began to leave its page: for another one, or with another one already there. */
const ends = (recording: Recording, call: Seen<'logout'>) => {
  const later = observed(recording).slice(call.context.index + 1)
  const result = later.filter(isKind('logout-result')).find(seen => seen.load === call.load && seen.call === call.call)
  const left = later
    .filter(isKind('page-leave', 'page-load'))
    .find(
      seen =>
        (seen.kind === 'page-leave' && seen.load === call.load) ||
        (seen.kind === 'page-load' && seen.browser === call.browser && seen.tab === call.tab),
    )
  return { result, left }
}

/** Whether the page calls it on its way out, in `beforeunload` or `pagehide`: it had begun to leave, and did leave. */
const isOnTheWayOut = (recording: Recording, call: Seen<'logout'>): boolean => {
  const all = observed(recording)
  const left = all.slice(0, call.context.index).findLast(seen => seen.kind === 'page-leave' && seen.load === call.load)
  // A page that is looked at again, or goes on to do something else, had only been about to leave.
  const stayed = all.some(
    seen => seen.kind === 'sample' && seen.load === call.load && seen.context.index > (left?.context.index ?? 0),
  )
  return left !== undefined && left.context.step === call.context.step && !stayed
}

/** Whether iAdvize knows anybody by this browser: a page may well call once more, to be sure, and then nothing hangs on it. */
const isAtStake = (recording: Recording, call: Seen<'logout'>): boolean => {
  const before = observed(recording)
    .slice(0, call.context.index)
    .filter(isKind('activate-result', 'session-renewal', 'logout-result'))
    .filter(({ browser }) => browser === call.browser)
  const last = before.findLast(
    seen =>
      seen.kind === 'logout-result' ||
      (seen.kind === 'activate-result' && seen.option === 'secured' && seen.status === 'authentication-success') ||
      (seen.kind === 'session-renewal' && seen.renewed),
  )
  return last?.kind !== 'logout-result'
}

/** A page that is too far on its way out to tell of its call: iAdvize has seen it, and nobody saw the page make it. */
const unseenCalls = (recording: Recording): Finding[] =>
  signOuts(recording).flatMap(signOut => {
    const called = observed(recording)
      .filter(isKind('logout'))
      .some(
        ({ browser, context }) =>
          browser === signOut.browser && context.index > signOut.step.context.index && context.index < signOut.end,
      )
    if (called || isDisturbed(signOut.closing) || !logoutReceived(recording, signOut)) return []
    return [violated({ ...whereOf(signOut.step), path: signOut.before.path }, onTheWayOut(recording, signOut.step))]
  })

/** How it is to be held back, where more is known of the site than that it is not. */
const cureFor = (recording: Recording, seen: Pick<Seen, 'context'>): { cure?: string } => {
  const how = howToHoldBack(recording, seen)
  return how === null ? {} : { cure: how }
}

const onTheWayOut = (recording: Recording, seen: Pick<Seen, 'context'>) => ({
  code: 'called-while-leaving',
  expected: 'iAdvize.logout() is called, and waited for, before the page is left',
  received: 'it was called when the browser had already begun to leave the page (beforeunload, pagehide)',
  ...cureFor(recording, seen),
})

const waitedMs = (call: Seen<'logout'>, left: Seen<'page-leave' | 'page-load'>): number =>
  (left.kind === 'page-leave' ? left.loggingOutForMs : undefined) ?? left.at - call.at

/**
 * The mock's tag removes the JWT first and sends its call so that it outlives the page; no public page promises either. So
 * the order of events is judged, and not what happened to come of it.
 */
export default requirement({
  id: 'logout/finishes',
  level: 'MUST',
  basis: 'assumed',
  title: 'iAdvize.logout comes to its end before the page goes away, also where iAdvize takes seconds to answer',
  because: 'a call that is cut off may never reach iAdvize: the one who left would stay signed in there',
  source: {
    page: 'BOXED',
    clause: "iAdvize's own boxed tag awaits logout(); no public page says that a site must",
  },
  yourSite: { table: 'sign-out', says: 'waits for it, a few seconds at most' },
  after: ['logout/called'],
  codes: ['left-before-the-end', 'called-while-leaving'],
  live: true,
  stimulus: 'a page calls iAdvize.logout',
  judge: recording => [
    ...unseenCalls(recording),
    ...observed(recording)
      .filter(isKind('logout'))
      .flatMap((call): Finding[] => {
        if (isDisturbed(call)) return []
        const { result, left } = ends(recording, call)
        if (!isAtStake(recording, call)) return result ? [met(whereOf(call), 'it ended while the page stood')] : []
        if (isOnTheWayOut(recording, call)) return [violated(whereOf(call), onTheWayOut(recording, call))]
        if (left && left.context.index < (result?.context.index ?? Infinity)) {
          const waited = waitedMs(call, left)
          if (waited >= enoughMs) return []
          return [
            violated(whereOf(call), {
              code: 'left-before-the-end',
              expected: `the page waits until the promise of iAdvize.logout() resolves, or for ${enoughMs / 1000} seconds at least`,
              received: `the browser began to leave the page while the call was under way, after ${(waited / 1000).toFixed(1)} s`,
              ...cureFor(recording, call),
            }),
          ]
        }
        return result ? [met(whereOf(call), 'it ended while the page stood')] : []
      }),
  ],
  remedy: ({ code, where }) =>
    code === 'called-while-leaving'
      ? `on ${where.path ?? 'this page'}, call iAdvize.logout() where the visitor signs out, and not in a beforeunload or pagehide handler: the browser does not wait for what a page begins while it goes`
      : `on ${where.path ?? 'this page'}, hold the sign-out back until iAdvize has answered: event.preventDefault(); await iAdvize.logout(); form.submit(), with an upper limit of two seconds or more (three is a good one), so that a chat that hangs keeps nobody signed in`,
})
