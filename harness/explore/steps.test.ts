import { expect, test } from '@playwright/test'
import { inWords, readReplay, replayOf, stepsOf } from './steps.ts'
import type { Scope } from './steps.ts'

const scope: Scope = {
  users: ['first', 'second'],
  guestPages: ['/'],
  signedInPages: ['/account', '/orders?sort=date,price', "/l'été"],
}

test('what is written is read again, whatever stands in a path', () => {
  const steps = stepsOf(scope).map(({ step }) => step)
  expect(readReplay(replayOf(steps), scope)).toEqual(steps)
  expect(replayOf(steps)).not.toMatch(/[\s'"$&;|<>?]/)
})

test('every word that is no step of the site is named, with the one that was meant', () => {
  expect(() => readReplay('sign-in=1,sing-out,open=/nowhere', scope)).toThrow(
    expect.objectContaining({
      problems: [
        expect.stringContaining('«sing-out» is no step of this site; did you mean «sign-out»?'),
        expect.stringContaining('«open=/nowhere» is no step'),
      ],
    }),
  )
  expect(() => readReplay(' ', scope)).toThrow('expected steps')
})

test('each step has its words', () => {
  const words = stepsOf(scope).map(({ step }) => inWords(step, scope))
  expect(words).toContain('sign in as the second user')
  expect(new Set(words).size).toBe(words.length)
})
