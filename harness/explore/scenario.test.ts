/** A scenario that is pasted does what the exploration did, call by call. */
import { expect, test } from '@playwright/test'
import * as ts from 'esbuild'
import type { Stage } from '../browser/stage/play.ts'
import type { Visitor } from '../browser/visitor/visitor.ts'
import { acting, perform } from './perform.ts'
import { scenarioOf } from './scenario.ts'
import { readReplay } from './steps.ts'
import type { Scope } from './steps.ts'

const scope: Scope = { users: ['first', 'second'], guestPages: ['/'], signedInPages: ['/account', "/l'été"] }

/** Tells what is asked of it. */
const stage = () => {
  const calls: string[] = []
  const visitor = (name: string): Visitor =>
    new Proxy({} as Visitor, {
      get: (_target, verb) =>
        verb === 'then'
          ? undefined
          : verb === 'page'
            ? () => ({ context: () => ({ newCDPSession: () => Promise.reject(new Error('none')) }) })
            : async (...args: unknown[]) => {
                calls.push(`${name} ${String(verb)} ${JSON.stringify(args)}`)
                return true
              },
    })
  let others = 0
  const putFault: Stage['putFault'] = async fault => {
    calls.push(`${fault} on`)
    return async () => void calls.push(`${fault} off`)
  }
  const made = {
    visitor: visitor('first'),
    target: { origin: '', users: [{ label: 'first' }, { label: 'second' }] },
    visitorInAnotherBrowser: async () => visitor(`other ${(others += 1)}`),
    putFault,
    whileFaulty: (async (fault, during) => {
      const lift = await putFault(fault)
      await during()
      await lift?.()
    }) satisfies Stage['whileFaulty'],
  } as unknown as Stage
  return { calls, made }
}

for (const replay of [
  'sign-in=1,new-tab=/account,tab=1,sign-out,sign-in=2,open=/l%27été,reload',
  'sign-in=2,expire,wait=60,close-tab,follow=/account',
  'sign-in=1,fault=api-unreachable,open=/account,sign-out,fault-off,open=/',
  'sign-in=1,browser=2,sign-in=2,sign-out,browser=1,reload,browser=2,open=/,fault=tag-unreachable,reload',
])
  test(`as a scenario: ${replay}`, async () => {
    const steps = readReplay(replay, scope)
    const explored = stage()
    const acts = acting(explored.made)
    for (const step of steps) await perform(acts, step)
    await acts.lift?.()

    const text = scenarioOf({ id: 'explored-x', title: "it's one", origin: 'Found by padlock explore.', steps })
    const { code } = ts.transformSync(text.replace(/^import .*\n/, ''), { loader: 'ts', format: 'cjs' })
    const pasted = stage()
    const told: unknown[] = []
    const journey = (title: string, options: unknown, body: (of: Stage) => Promise<void>): void => {
      told.push(title, options, body(pasted.made))
    }
    // oxlint-disable-next-line typescript/no-implied-eval -- it is our own text
    new Function('journey', code)(journey)
    await told[2]
    expect(pasted.calls).toEqual(explored.calls)
    expect(told.slice(0, 2)).toEqual(["it's one", expect.objectContaining({ id: 'explored-x' })])
  })
