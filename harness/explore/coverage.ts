/** Which pairs of steps were played in which states: what an exploration has not seen yet is what it turns to. */
import { after, newModel, stateOf } from './model.ts'
import type { Scope, Step } from './steps.ts'

/** `sign-out › sign-in, in the state …`: once each. */
export const pairsOf = (steps: readonly Step[], scope: Scope): string[] => {
  let model = newModel(scope)
  return steps.map(step => {
    const pair = `${model.last ?? 'begin'} › ${step.verb}${step.verb === 'sign-in' ? ` ${step.user}` : ''} @ ${stateOf(model)}`
    model = after(model, step)
    return pair
  })
}

export type Coverage = {
  add(steps: readonly Step[]): void
  /** how much there would be to see for the first time, for each step that it costs */
  worth(steps: readonly Step[]): number
  counts(): { pairs: number; pairsInStates: number; states: number }
}

/** Steps that a journey costs before its first: a browser profile, a shop. */
const fixedCost = 2

const withoutState = (pair: string): string => pair.split(' @ ')[0] ?? ''
const stateOfPair = (pair: string): string => pair.split(' @ ')[1] ?? ''

export const createCoverage = (scope: Scope): Coverage => {
  const seen = new Set<string>()
  const bare = new Set<string>()
  return {
    add: steps => {
      for (const pair of pairsOf(steps, scope)) {
        seen.add(pair)
        bare.add(withoutState(pair))
      }
    },
    worth: steps => {
      const pairs = new Set(pairsOf(steps, scope))
      const fresh = [...pairs].filter(pair => !seen.has(pair))
      const freshBare = new Set(fresh.map(withoutState).filter(pair => !bare.has(pair)))
      return (fresh.length + 2 * freshBare.size) / (steps.length + fixedCost)
    },
    counts: () => ({
      pairs: bare.size,
      pairsInStates: seen.size,
      states: new Set([...seen].map(stateOfPair)).size,
    }),
  }
}
