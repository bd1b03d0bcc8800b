/**
 * What the journeys of one site tell each other in a run, across workers: that the site is down, and which accounts it refused. So a
 * site that is down is not asked by every journey again, and no account is locked by us. Files beside the plan.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Target } from '../../config/target.ts'
import { folderOf, planVariable } from '../../run/plan.ts'
import { sleep } from './awaited.ts'
import { RateLimited, RefusedCredentials, RefusedSignIn, UnreachableSite } from '../waiting/site-error.ts'

export type RunMemory = {
  /** why the site is given up; null: it is not */
  givenUp(): string | null
  /** a page of the site has come */
  reached(): void
  /** it has not: once when none ever came, twice when one had come before, and the site is given up */
  missed(error: UnreachableSite): void
  /** does what the site may limit: as soon as it may be done, and again when the site had asked to wait */
  paced(does: () => Promise<void>): Promise<void>
  /** the site has said that there were too many; the answer is whether it is worth waiting for */
  limited(error: RateLimited): boolean
  /** milliseconds that this process has waited for the site's leave */
  waitedMs(): number
  /** signs one account in, when it may: never again after a refusal, one at first, and only so often in a minute */
  signIn(account: string, does: () => Promise<void>): Promise<void>
}

/** For a site of our own: nothing needs to be remembered. */
export const noMemory: RunMemory = {
  givenUp: () => null,
  reached: () => undefined,
  missed: () => undefined,
  paced: does => does(),
  limited: () => false,
  waitedMs: () => 0,
  signIn: (_account, does) => does(),
}

/** Seconds. What a site asks to wait for longer is not waited for. */
export const maxRetryAfterSeconds = 300
/** So often in a row one and the same thing may be put off. */
const maxPutOff = 5

const minute = 60_000
/** Milliseconds after which a first sign-in that never came to an end is taken for dead. */
const firstTakes = 2 * minute
/** Milliseconds between two looks at what the other workers have written. */
const pace = 100

/** Markers: small texts by name. `claim` answers whether it was free. */
type Markers = {
  read(name: string): string | null
  write(name: string, text: string): void
  claim(name: string): boolean
  /** milliseconds since it was written; null: it is not there */
  age(name: string): number | null
  remove(name: string): void
}

export const markersIn = (folder: string): Markers => {
  const path = (name: string): string => join(folder, name)
  return {
    read: name => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : null),
    write: (name, text) => writeFileSync(path(name), text),
    claim: name => {
      try {
        writeFileSync(path(name), '', { flag: 'wx' })
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw error
      }
    },
    age: name => {
      const found = statSync(path(name), { throwIfNoEntry: false })
      return found ? Date.now() - found.mtimeMs : null
    },
    remove: name => rmSync(path(name), { force: true }),
  }
}

export const runMemory = (markers: Markers, signInsPerMinute: number): RunMemory => {
  /** One of as many places as there may be sign-ins; a place is free again a minute after it was taken. */
  const takePlace = async (account: string): Promise<void> => {
    for (;;) {
      for (let place = 0; place < signInsPerMinute; place++) {
        const name = `sign-in-${account}-${place}`
        if ((markers.age(name) ?? 0) >= minute) markers.remove(name)
        if (markers.claim(name)) return
      }
      await sleep(pace)
    }
  }
  let waitedMs = 0
  /** since when it is waited for the site's leave; null: it is not */
  let since: number | null = null
  const timed = async (wait: () => Promise<unknown>): Promise<void> => {
    since = performance.now()
    await wait()
    waitedMs += performance.now() - since
    since = null
  }
  const leave = async (): Promise<void> => {
    for (
      let until = Number(markers.read('limited-until'));
      until > Date.now();
      until = Number(markers.read('limited-until'))
    )
      await sleep(Math.min(pace, until - Date.now()))
  }
  const limited = ({ retryAfterSeconds, message }: RateLimited): boolean => {
    if (retryAfterSeconds > maxRetryAfterSeconds) {
      markers.write('given-up', message)
      return false
    }
    const until = Date.now() + Math.max(1, retryAfterSeconds) * 1000
    if (until > Number(markers.read('limited-until'))) markers.write('limited-until', String(until))
    return true
  }
  /** One at a time, once the site has said that there were too many. */
  const inTurn = async (does: () => Promise<void>): Promise<void> => {
    const turn = 'turn'
    await timed(leave)
    if (markers.read('limited-until') === null) return does()
    await timed(async () => {
      while (!markers.claim(turn) && (markers.age(turn) ?? 0) < firstTakes) await sleep(pace)
      await leave()
    })
    try {
      await does()
    } finally {
      markers.remove(turn)
    }
  }
  const paced = async (does: () => Promise<void>): Promise<void> => {
    for (let putOff = 0; ; putOff++) {
      const givenUp = markers.read('given-up')
      if (givenUp !== null) throw new UnreachableSite(givenUp)
      try {
        return await inTurn(does)
      } catch (error) {
        if (!(error instanceof RateLimited)) throw error
        if (putOff >= maxPutOff) markers.write('given-up', error.message)
        else if (limited(error)) continue
        throw new UnreachableSite(error.message)
      }
    }
  }
  return {
    paced,
    limited,
    waitedMs: () => waitedMs + (since === null ? 0 : performance.now() - since),
    givenUp: () => markers.read('given-up'),
    reached: () => void markers.claim('reached'),
    missed: ({ message }) => {
      if (markers.read('reached') === null || !markers.claim('missed')) markers.write('given-up', message)
    },
    signIn: async (account, does) => {
      const accepted = `accepted-${account}`
      const refused = `refused-${account}`
      const mistyped = `mistyped-${account}`
      const first = `first-${account}`
      const tried = async (): Promise<void> => {
        await takePlace(account)
        const earlier = markers.read(refused)
        if (earlier !== null)
          throw markers.read(mistyped) === null ? new RefusedSignIn(earlier) : new RefusedCredentials(earlier)
        try {
          await paced(does)
          markers.claim(accepted)
        } catch (error) {
          if (error instanceof RefusedCredentials) markers.claim(mistyped)
          if (error instanceof RefusedSignIn) markers.write(refused, error.message)
          throw error
        }
      }
      // Until it is known whether the site lets it in, one journey tries and the others wait.
      while (markers.read(accepted) === null && markers.read(refused) === null) {
        if (markers.claim(first) || (markers.age(first) ?? 0) > firstTakes) {
          try {
            return await tried()
          } finally {
            markers.remove(first)
          }
        }
        await sleep(pace)
      }
      return tried()
    },
  }
}

/** Where there is no plan, no other process plays. */
const inThisProcess = (): Markers => {
  const texts = new Map<string, { text: string; at: number }>()
  return {
    read: name => texts.get(name)?.text ?? null,
    write: (name, text) => void texts.set(name, { text, at: Date.now() }),
    claim: name => !texts.has(name) && texts.set(name, { text: '', at: Date.now() }).size > 0,
    age: name => {
      const found = texts.get(name)
      return found ? Date.now() - found.at : null
    },
    remove: name => void texts.delete(name),
  }
}

/** Of a site, in the run that this worker belongs to. */
export const memoryOfRun = (
  target: Pick<Target, 'name' | 'signInsPerMinute'>,
  env: NodeJS.ProcessEnv = process.env,
): RunMemory => {
  const plan = env[planVariable]
  if (plan === undefined) return runMemory(inThisProcess(), target.signInsPerMinute ?? 60)
  const folder = join(dirname(plan), 'memory', folderOf(target))
  mkdirSync(folder, { recursive: true })
  return runMemory(markersIn(folder), target.signInsPerMinute ?? 60)
}
