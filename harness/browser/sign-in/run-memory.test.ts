import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { markersIn, runMemory } from './run-memory.ts'
import { RateLimited, RefusedSignIn, SiteError, UnreachableSite } from '../waiting/site-error.ts'

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-memory-'))
    await use(folder)
    rmSync(folder, { recursive: true })
  },
})

test('a site that never answered is given up at once, by every worker', ({ folder }) => {
  const [one, other] = [runMemory(markersIn(folder), 60), runMemory(markersIn(folder), 60)]
  expect(one.givenUp()).toBeNull()
  one.missed(new UnreachableSite('nobody there'))
  expect([one.givenUp(), other.givenUp()]).toEqual(['nobody there', 'nobody there'])
})

test('a site that had answered is given up when it is missed twice', ({ folder }) => {
  const memory = runMemory(markersIn(folder), 60)
  memory.reached()
  memory.missed(new UnreachableSite('gone'))
  expect(memory.givenUp()).toBeNull()
  memory.missed(new UnreachableSite('gone for good'))
  expect(memory.givenUp()).toBe('gone for good')
})

test('a refused account is tried once, however many want to; another account is not concerned', async ({ folder }) => {
  let tries = 0
  const journeys = [1, 2, 3, 4].map(() =>
    runMemory(markersIn(folder), 60).signIn('first', async () => {
      tries += 1
      await new Promise(resolve => setTimeout(resolve, 50))
      throw new RefusedSignIn('wrong password')
    }),
  )
  const ends = await Promise.allSettled(journeys)
  expect(ends.map(end => end.status === 'rejected' && String(end.reason))).toEqual(
    ends.map(() => 'RefusedSignIn: wrong password'),
  )
  expect(tries).toBe(1)
  await runMemory(markersIn(folder), 60).signIn('second', () => Promise.resolve())
})

test('a sign-in that fails for another reason is tried again, and one that succeeds lets the others in', async ({
  folder,
}) => {
  const memory = runMemory(markersIn(folder), 60)
  await expect(memory.signIn('first', () => Promise.reject(new SiteError('slow')))).rejects.toThrow('slow')
  await memory.signIn('first', () => Promise.resolve())
  let together = 0
  let most = 0
  const work = async (): Promise<void> => {
    most = Math.max(most, (together += 1))
    await new Promise(resolve => setTimeout(resolve, 30))
    together -= 1
  }
  await Promise.all([memory.signIn('first', work), memory.signIn('first', work)])
  expect(most).toBe(2)
})

test('no more sign-ins of one account in a minute than are allowed', async ({ folder }) => {
  const memory = runMemory(markersIn(folder), 2)
  let done = 0
  const signIn = (): Promise<void> =>
    memory.signIn('first', async () => {
      done += 1
    })
  await signIn()
  await signIn()
  const third = signIn()
  await new Promise(resolve => setTimeout(resolve, 250))
  expect(done).toBe(2)
  const aMinuteAgo = Date.now() / 1000 - 61
  utimesSync(join(folder, 'sign-in-first-0'), aMinuteAgo, aMinuteAgo)
  await third
  expect(done).toBe(3)
})

test('a site that asks to wait is asked again when it may be; every worker waits', async ({ folder }) => {
  const [one, other] = [runMemory(markersIn(folder), 60), runMemory(markersIn(folder), 60)]
  const asked: string[] = []
  await one.paced(() => {
    asked.push('one')
    return asked.length === 1 ? Promise.reject(new RateLimited('/ answers 429', 1)) : Promise.resolve()
  })
  expect(asked).toEqual(['one', 'one'])
  expect(one.waitedMs()).toBeGreaterThan(900)
  one.limited(new RateLimited('/ answers 429', 1))
  await other.paced(() => Promise.resolve())
  expect(other.waitedMs()).toBeGreaterThan(900)
})

test('a site that asks to wait for longer than five minutes is given up, with the limit in the sentence', async ({
  folder,
}) => {
  const memory = runMemory(markersIn(folder), 60)
  const limit = new RateLimited('the site answers 429, too many requests, to a sign-in', 3_600)
  await expect(memory.paced(() => Promise.reject(limit))).rejects.toThrow(UnreachableSite)
  expect(memory.givenUp()).toBe(
    'the site answers 429, too many requests, to a sign-in: the site limits the rate, and asks to wait for 3600 s; let it trust this machine, or lower signInsPerMinute',
  )
})
