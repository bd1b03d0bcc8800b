/** What the proxy knows of an origin that a browser could not reach: browsers behind a proxy say no more than that. Pure. */
import type { Target } from '../../config/target.ts'

const known = new WeakMap<Target, ReadonlyMap<string, string>>()

/** `failures`: by origin, Chromium's name of the network error. */
export const knowFailures = (target: Target, failures: ReadonlyMap<string, string>): void => {
  known.set(target, failures)
}

/** Chromium's name of the network error; undefined: there is none, or no proxy of ours. */
export const failureOf = (target: Target, origin: string): string | undefined => known.get(target)?.get(origin)
