import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import type { PageView } from '../../recording/page-views.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'

/** The changes that one step of the journey brings about on one page: a redirect on the way is no screen of its own. */
type Change = { first: Seen<'screen-change'>; last: Seen<'screen-change'>; from: number; to: number }

const changes = (recording: Recording, { observations }: PageView): Change[] => {
  const steps = observed(recording).filter(isKind('step'))
  return steps.flatMap((step, index): Change[] => {
    const from = step.context.index
    const to = steps[index + 1]?.context.index ?? Infinity
    const within = observations
      .filter(isKind('screen-change'))
      .filter(({ context }) => context.index > from && context.index < to)
    const [first] = within
    // A logout stops the tag: it has nothing to be told before it is activated again.
    return first && step.action !== 'sign-out' ? [{ first, last: within.at(-1) ?? first, from, to }] : []
  })
}

/** Whether the tag had been activated, and not logged out since. */
const isActive = ({ observations }: PageView, { context }: Seen): boolean =>
  observations.filter(isKind('activate', 'logout')).findLast(call => call.context.index < context.index)?.kind ===
  'activate'

export default requirement({
  id: 'spa/navigates',
  level: 'SHOULD',
  basis: 'doc',
  title: 'a screen change without page load calls navigate, not activate',
  because:
    'the rules by which agents offer a chat go by the screen: without the call the customer stays on the first one forever',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'also',
    says: 'a single-page app calls `iAdvize.navigate(screen)` when it shows another screen, and not `activate`',
  },
  needs: ['tag/interface-kept'],
  after: ['tag/present', 'activation/every-page'],
  stimulus: 'a page that is activated shows another screen without a load',
  codes: ['never-navigates', 'activates-instead'],
  notApplicable: recordings => {
    const all = recordings.flatMap(({ observations }) => observations)
    const hasFollowed = all.some(seen => seen.kind === 'step' && seen.action === 'follow')
    return hasFollowed && !all.some(({ kind }) => kind === 'screen-change')
      ? 'no link between the configured pages showed another screen without a load'
      : null
  },
  judge: recording =>
    pageViews(recording).flatMap(view =>
      changes(recording, view).flatMap(({ first, last, from, to }) => {
        const within = view.observations.filter(({ context }) => context.index > from && context.index < to)
        const looked = within.some(seen => seen.kind === 'sample' && seen.context.index > last.context.index)
        if (isDisturbed(first) || !looked || !isActive(view, first)) return []
        const where = whereOf(last)
        const call = within.find(isKind('navigate'))
        if (call) return [met(where, 'iAdvize.navigate was called')]
        // Signing in is what a second activation is for, and no answer to a change of the screen.
        const activated = within.some(({ kind, context }) => kind === 'activate' && context.index > first.context.index)
        const isSignIn = within.some(({ kind }) => kind === 'credentials-entered')
        return [
          violated(where, {
            code: activated && !isSignIn ? 'activates-instead' : 'never-navigates',
            expected: 'a call of iAdvize.navigate with the new screen',
            received: activated && !isSignIn ? 'a call of iAdvize.activate' : 'none',
          }),
        ]
      }),
    ),
  remedy: ({ code }) =>
    `call iAdvize.navigate(screen) wherever the router of the site shows another screen${code === 'activates-instead' ? ', and call activate there no more: once for each load of the page is enough, and when somebody signs in' : ''}`,
})
