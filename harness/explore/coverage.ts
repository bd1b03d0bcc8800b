/** Which pairs of steps were played in which states: what an exploration has not seen yet is what it turns to. */
import { after, newModel, stateOf } from './model.ts'
import type { Scope, Step, Verb } from './steps.ts'

/** `sign-out › sign-in, in the state …`: once each. */
export const pairsOf = (steps: readonly Step[], scope: Scope): string[] => {
  let model = newModel(scope)
  return steps.map(step => {
    const pair = `${model.last ?? 'begin'} › ${step.verb}${step.verb === 'sign-in' ? ` ${step.user}` : ''} @ ${stateOf(model)}`
    model = after(model, step)
    return pair
  })
}

/** What a site may remember: whatever comes between, one of them may be undone by another, or by a third. */
const remembered: ReadonlySet<Verb> = new Set([
  'sign-in',
  'sign-out',
  'back',
  'forward',
  'reload',
  'new-tab',
  'tab',
  'close-tab',
  'browser',
  'expire',
  'fault',
])

/** `sign-in … expire … sign-out`: three that come in this order, whatever comes between; once each. */
export const triplesOf = (steps: readonly Step[]): Set<string> => {
  const events = steps.filter(({ verb }) => remembered.has(verb)).map(eventOf)
  const found = new Set<string>()
  events.forEach((one, first) =>
    events.slice(first + 1).forEach((two, second) => {
      for (const three of events.slice(first + second + 2)) found.add(`${one} … ${two} … ${three}`)
    }),
  )
  return found
}
const eventOf = (step: Step): string =>
  step.verb === 'sign-in'
    ? `${step.verb} ${step.user}`
    : step.verb === 'browser'
      ? `${step.verb} ${step.number}`
      : step.verb

export type Coverage = {
  add(steps: readonly Step[]): void
  /** how much there would be to see for the first time, for each step that it costs */
  worth(steps: readonly Step[]): number
  counts(): { pairs: number; pairsInStates: number; states: number; triples: number }
}

/** Steps that a journey costs before its first: a browser profile, a shop. */
const fixedCost = 4

const withoutState = (pair: string): string => pair.split(' @ ')[0] ?? ''
const stateOfPair = (pair: string): string => pair.split(' @ ')[1] ?? ''

export const createCoverage = (scope: Scope): Coverage => {
  const seen = new Set<string>()
  const bare = new Set<string>()
  const triples = new Set<string>()
  const fresh = (found: Iterable<string>, known: ReadonlySet<string>): number =>
    [...found].filter(each => !known.has(each)).length
  return {
    add: steps => {
      for (const pair of pairsOf(steps, scope)) {
        seen.add(pair)
        bare.add(withoutState(pair))
      }
      for (const triple of triplesOf(steps)) triples.add(triple)
    },
    worth: steps => {
      const pairs = new Set(pairsOf(steps, scope))
      const found =
        fresh(pairs, seen) + fresh(new Set([...pairs].map(withoutState)), bare) + fresh(triplesOf(steps), triples) / 2
      return found / (steps.length + fixedCost)
    },
    counts: () => ({
      pairs: bare.size,
      pairsInStates: seen.size,
      states: new Set([...seen].map(stateOfPair)).size,
      triples: triples.size,
    }),
  }
}
