/** The search against a site that is none: what it shows depends on the steps alone. */
import { expect, test } from '@playwright/test'
import * as fc from 'fast-check'
import { load, recording, sample, step } from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { newWay } from './commands.ts'
import type { Judged } from './judge.ts'
import { newModel } from './model.ts'
import type { Play } from './player.ts'
import { replayed, search } from './search.ts'
import type { SearchOptions } from './search.ts'
import { readReplay, replayOf } from './steps.ts'
import type { Scope, Step } from './steps.ts'

const scope: Scope = { users: ['first', 'second'], guestPages: ['/'], signedInPages: ['/account', '/orders'] }

/** `breaks`: id of a requirement → whether these steps violate it, in the so many-th journey that is played. */
const fake = (breaks: Record<string, (steps: readonly Step[], played: number) => boolean>) => {
  const all: string[] = []
  const stepsOf = new Map<Recording, readonly Step[]>()
  const numbers = new Map<Recording, number>()
  const play: Play = async (journey, _planned, most = Infinity) => {
    const way = newWay(newModel(scope), most)
    await fc.asyncModelRun(() => ({ model: way, real: null }), journey)
    const recorded = recording(...way.steps.map(() => step('open')), load('/'), sample({ user: null }))
    all.push(replayOf(way.steps))
    way.acts = way.steps.map((_, index) => index + 1)
    stepsOf.set(recorded, way.steps)
    numbers.set(recorded, all.length)
    return { recording: recorded, way }
  }
  const judge = (recorded: Recording): Judged => {
    const steps = stepsOf.get(recorded) ?? []
    const seen = recorded.observations.filter(({ kind }) => kind === 'step')
    const violations = Object.entries(breaks).flatMap(([id, does]) => {
      const seenAt = steps.findIndex((_, index) => does(steps.slice(0, index + 1), numbers.get(recorded) ?? 0))
      return seenAt < 0 ? [] : [{ id, level: 'MUST' as const, received: 'r', expected: 'e', at: seen[seenAt]?.at ?? 0 }]
    })
    return { violations, first: violations[0]?.id ?? null, exercised: violations.map(({ id }) => id) }
  }
  return { all, play, judge }
}

const searched = async (
  site: ReturnType<typeof fake>,
  { seed = 7, journeys = 40, known = {} }: { seed?: number; journeys?: number; known?: Record<string, number> } = {},
) => {
  let played = 0
  const options: SearchOptions = {
    seed,
    scope,
    players: [{ play: site.play }],
    judge: site.judge,
    known: new Map(Object.entries(known)),
    isOver: () => played >= journeys,
    isLate: () => false,
    endsAll: () => false,
    told: tally => {
      played = tally.journeys
    },
  }
  return search(options)
}

const signIns = (steps: readonly Step[]): number => steps.filter(({ verb }) => verb === 'sign-in').length
const verbs = (steps: readonly Step[]): string => steps.map(({ verb }) => verb).join(' ')
const inOneBrowser = (steps: readonly Step[]): boolean => steps.every(({ verb }) => verb !== 'browser')

test('what shows on the third sign-in is found, and shrunk to three sign-ins', async () => {
  const { findings, flaky } = await searched(fake({ 'a/b': steps => inOneBrowser(steps) && signIns(steps) >= 3 }))
  expect(findings.map(({ steps }) => verbs(steps))).toEqual(['sign-in sign-out sign-in sign-out sign-in'])
  expect(flaky).toEqual([])
})

test('the same seed plays the same journeys; another seed others', async () => {
  const [one, same, other] = [fake({}), fake({}), fake({})]
  await searched(one, { journeys: 15 })
  await searched(same, { journeys: 15 })
  await searched(other, { journeys: 15, seed: 8 })
  expect(one.all).toHaveLength(15)
  expect(same.all).toEqual(one.all)
  expect(other.all).not.toEqual(one.all)
})

test('what is seen once and not again in three replays is flaky, and no violation', async () => {
  const { findings, flaky } = await searched(fake({ 'a/b': (_steps, played) => played === 5 }), { journeys: 10 })
  expect(findings).toEqual([])
  expect(flaky.map(({ violation, replays }) => [violation.id, replays])).toEqual([['a/b', 3]])
})

test('what a fixed journey has shown is reported only when there is a shorter way', async () => {
  const site = () => fake({ 'a/b': steps => verbs(steps).includes('sign-in') })
  expect((await searched(site(), { journeys: 10, known: { 'a/b': 1 } })).findings).toEqual([])
  const { findings } = await searched(site(), { journeys: 10, known: { 'a/b': 30 } })
  expect(findings.map(({ steps }) => verbs(steps))).toEqual(['sign-in'])
})

test('a requirement is reported once, and what its journey breaks as well stands beside it', async () => {
  const { findings } = await searched(
    fake({ 'a/b': steps => signIns(steps) > 0, 'a/c': steps => signIns(steps) > 0 }),
    { journeys: 8 },
  )
  expect(findings.map(({ violation, also }) => [violation.id, also])).toEqual([['a/b', ['a/c']]])
})

test('a replay plays exactly its steps, and names the first that was left out', async () => {
  const site = fake({})
  const steps = readReplay('sign-in=1,sign-out,reload,new-tab=/,sign-in=2', scope)
  expect((await replayed(steps, site.play)).leftOut).toBe(null)
  expect(site.all).toEqual([replayOf(steps)])
  expect((await replayed(readReplay('sign-in=1,sign-out,sign-out', scope), site.play)).leftOut).toBe(2)
})
