/** Shards record with salts of their own, so a verdict may compare hashes within a recording only. */
import { createHash } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { about, activation, load, logout, recording, sample, signIn, signOut, token } from '../recording/literal.ts'
import type { Part } from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { verdict } from './verdict.ts'

const digest = /^[0-9a-f]{16}$/

/** The same recording as another salt would have made it: every hash is another, and equal ones stay equal. */
const salted = (salt: string, value: unknown): unknown => {
  if (typeof value === 'string')
    return digest.test(value)
      ? createHash('sha256')
          .update(salt + value)
          .digest('hex')
          .slice(0, 16)
      : value
  if (Array.isArray(value)) return value.map(each => salted(salt, each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, salted(salt, each)]))
}

const visit = (user: string, shown = token(user)): Part[] => [
  signIn(),
  load('/account'),
  activation({ secured: shown }),
  sample({ user, jwt: user, padlock: user }),
]
const leave: Part[] = [signOut(), logout(), load('/'), activation('anonymous'), sample({ user: null })]
const kept = token('first', { contentKey: 'a1b2c3d4e5f60718', iv: '0011223344556677' })
const journey = (id: string, ...parts: Part[]): Recording => recording(about({ journey: { id, title: id } }), ...parts)
const run = [
  journey('switch-user', ...visit('first'), ...leave, ...visit('second')),
  journey('one-for-all', ...visit('first', token('all')), ...leave, ...visit('second', token('all'))),
  journey('kept', ...visit('first', kept), ...leave, ...visit('first', kept)),
  journey('sign-in', ...visit('first')),
]

test('no verdict compares hashes of two recordings', async () => {
  const catalogue = await loadCatalogue()
  const apart = run.map((each, index) => salted(`salt ${index}`, each) as Recording)
  expect(apart[0]?.users).not.toEqual(run[0]?.users)
  const together = verdict(run, catalogue)
  expect(together.counts.violated).toBeGreaterThan(1)
  expect(verdict(apart, catalogue)).toEqual(together)
})
