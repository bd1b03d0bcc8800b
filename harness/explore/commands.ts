/** Steps as fast-check's model-based commands: it generates them, leaves out what the model says makes no sense, and shrinks them. */
import * as fc from 'fast-check'
import { after, makesSense, signedOutBySite, standingOn } from './model.ts'
import type { Model } from './model.ts'
import { isSomebodyIn, pathInFront, perform } from './perform.ts'
import type { Acting } from './perform.ts'
import { stepsOf, wordOf } from './steps.ts'
import type { Scope, Step } from './steps.ts'

/** The model on its way through one journey. */
export type Way = {
  model: Model
  /** steps that made sense, in order */
  steps: Step[]
  /** for each step of the recording, in order: how many of these steps had begun */
  acts: number[]
  /** so many steps, and the rest is left out */
  most: number
}

export const newWay = (model: Model, most: number): Way => ({ model, steps: [], acts: [], most })

/** null: nothing is played, the model alone goes on */
export type Real = Acting | null
export type Journey = Iterable<fc.AsyncCommand<Way, Real>>

const browserIsIn = ({ browsers, current }: Model): boolean => (browsers[current]?.user ?? 0) > 0

export const commandOf = (step: Step): fc.AsyncCommand<Way, Real> => ({
  check: way => way.steps.length < way.most && makesSense(way.model, step),
  run: async (way, real) => {
    way.steps.push(step)
    if (real === null) {
      way.model = after(way.model, step)
      return
    }
    const came = await perform(real, step)
    if (came !== 'undone') way.model = after(way.model, step)
    if (came === 'lost') way.model = { ...way.model, over: true }
    else if (browserIsIn(way.model) && !isSomebodyIn(real)) way.model = signedOutBySite(way.model)
    const path = pathInFront(real)
    if (path !== null) way.model = standingOn(way.model, path)
  },
  toString: () => wordOf(step),
})

/** Raw commands of one candidate; about a third of them make sense where they stand. */
const maxCommands = 60

export const journeys = (scope: Scope): fc.Arbitrary<Journey> =>
  fc.commands(
    [fc.oneof(...stepsOf(scope).map(({ weight, step }) => ({ weight, arbitrary: fc.constant(commandOf(step)) })))],
    { maxCommands, size: 'max', disableReplayLog: true },
  )

/** A copy that remembers for itself which commands were run: fast-check shrinks by that. */
export const copyOf = (journey: Journey): Journey => {
  const { [fc.cloneMethod]: clone } = journey as Partial<fc.WithCloneMethod<Journey>>
  return clone ? clone.call(journey) : journey
}
