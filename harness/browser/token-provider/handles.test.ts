import { expect, test } from '@playwright/test'
import { handlePairs, swapped } from './handles.ts'

const user = (label: string, username: string, userId?: string) => ({
  label,
  username,
  password: 'x',
  ...(userId !== undefined && { userId }),
})
const others = (own: ReturnType<typeof user>, other: ReturnType<typeof user>): string[][] =>
  handlePairs(own, other).map(pair => [pair.what, pair.own, pair.other])

test('every handle of the one beside that of the other: whole ones first, then the parts that differ', () => {
  expect(others(user('first', 'ada@example.com', 'wiki:4'), user('second', 'bob@example.com', 'wiki:7'))).toEqual([
    ['userId', 'wiki:4', 'wiki:7'],
    ['login name', 'ada@example.com', 'bob@example.com'],
    ['part of the userId', '4', '7'],
    ['login name before the @', 'ada', 'bob'],
  ])
  expect(others(user('first', 'ada'), user('second', 'bob'))).toEqual([['login name', 'ada', 'bob']])
})

test('a handle is swapped as the whole of a value, and within a longer one only where it is no accident', () => {
  const pairs = handlePairs(user('first', 'ada@example.com', 'wiki:4'), user('second', 'bob@example.com', 'wiki:7'))
  expect(swapped('4', pairs)).toBe('7')
  expect(swapped('2024', pairs)).toBeNull()
  expect(swapped('/users/wiki:4/token', pairs)).toBe('/users/wiki:7/token')
  expect(swapped('nothing of theirs', pairs)).toBeNull()
})
