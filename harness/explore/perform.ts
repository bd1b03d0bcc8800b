/** One step of an exploration, by the verbs that journeys are written with. */
import { addressBefore } from '../browser/visitor/travel.ts'
import type { Stage } from '../browser/stage/play.ts'
import type { Visitor } from '../browser/visitor/visitor.ts'
import type { Step } from './steps.ts'

/** The part of a journey's stage that has a memory: which browser is in front, and how to lift the fault that is on. */
export type Acting = {
  stage: Stage
  visitors: Visitor[]
  current: number
  lift: (() => Promise<void>) | null
}

export const acting = (stage: Stage): Acting => ({ stage, visitors: [stage.visitor], current: 0, lift: null })

/** `done`: it came about. `undone`: there was nothing to do it with. `lost`: nobody knows who is signed in from now on */
export type Came = 'done' | 'undone' | 'lost'

const front = ({ visitors, current }: Acting): Visitor => visitors[current] as Visitor

export const perform = async (acting: Acting, step: Step): Promise<Came> => {
  const { stage } = acting
  const visitor = front(acting)
  switch (step.verb) {
    case 'sign-in': {
      const user = stage.target.users[step.user - 1]
      if (!acting.lift) await visitor.signIn(user)
      else if (!(await visitor.attemptSignIn(user))) return 'lost'
      return 'done'
    }
    case 'sign-out':
      if (!acting.lift) await visitor.signOut()
      else if (!(await visitor.attemptSignOut())) return 'lost'
      return 'done'
    case 'open':
      await visitor.open(step.path)
      return 'done'
    case 'follow':
      return (await visitor.follow(step.path)) ? 'done' : 'undone'
    case 'reload':
      await visitor.reload()
      return 'done'
    case 'back':
      // Before the first page of a tab there is nothing of the site.
      if (!(await addressBefore(visitor.page()))?.startsWith(stage.target.origin)) return 'undone'
      await visitor.goBack()
      return 'done'
    case 'forward':
      await visitor.goForward()
      return 'done'
    case 'new-tab':
      await visitor.openInNewTab(step.path)
      return 'done'
    case 'tab':
      await visitor.switchToTab(step.number)
      await visitor.waitUntilIdle()
      return 'done'
    case 'close-tab':
      await visitor.closeTab()
      await visitor.waitUntilIdle()
      return 'done'
    case 'browser':
      acting.visitors[step.number - 1] ??= await stage.visitorInAnotherBrowser()
      acting.current = step.number - 1
      return 'done'
    case 'wait':
      await visitor.letTimePass(step.seconds)
      return 'done'
    case 'expire':
      await visitor.letSessionExpire()
      return 'done'
    case 'fault':
      acting.lift = await stage.putFault(step.name)
      return acting.lift ? 'done' : 'undone'
    case 'fault-off':
      await acting.lift?.()
      acting.lift = null
      return 'done'
  }
}

/** Whether the journey knows of somebody who is signed in in front. */
export const isSomebodyIn = (acting: Acting): boolean => front(acting).asAnother() !== null

/** The path in front; null: no page is open. */
export const pathInFront = (acting: Acting): string | null => {
  const page = front(acting).openPage()
  return page && URL.canParse(page.url()) ? new URL(page.url()).pathname : null
}
