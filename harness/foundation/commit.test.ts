import { expect, test } from '@playwright/test'
import { commitOf } from './commit.ts'

test('a commit is what CI names; our own variable comes first, and what is no hash is not taken', () => {
  const sha = 'A1B2C3D4'.repeat(5)
  expect(commitOf({ GITHUB_SHA: sha })).toBe(sha.toLowerCase())
  expect(commitOf({ GITHUB_SHA: sha, PADLOCK_COMMIT: 'abcdef1' })).toBe('abcdef1')
  expect(commitOf({ GITHUB_SHA: 'https://user:secret@example.com', CI_COMMIT_SHA: sha })).toBe(sha.toLowerCase())
  expect(commitOf({ GIT_COMMIT: 'main' })).toBeUndefined()
  expect(commitOf({})).toBeUndefined()
})
