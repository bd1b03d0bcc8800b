import { expect, test } from '@playwright/test'
import { createPresence } from './presence.ts'

function presenceOf(grace = 0) {
  let heard = () => {}
  let changes = 0
  const presence = createPresence({
    grace,
    most: 10,
    changed() {
      changes += 1
      heard()
    },
  })
  /** until something has changed */
  const change = () => new Promise<void>(resolve => (heard = resolve))
  return { presence, change, changes: () => changes }
}

test('a browser is there as long as one of its pages has a stream, and gone after the last one', async () => {
  const { presence, change } = presenceOf()
  expect(presence.of('phone')).toBe('unknown')
  const [first, second] = [presence.opened('phone', 'one'), presence.opened('phone', 'two')]
  first()
  await change()
  expect(presence.of('phone')).toBe('online')
  second()
  expect(presence.of('phone')).toBe('online')
  await change()
  expect(presence.of('phone')).toBe('offline')
  presence.opened('phone', 'three')
  expect(presence.of('phone')).toBe('online')
})

test('who goes from page to page is never gone', () => {
  const { presence, changes } = presenceOf(60_000)
  const left = presence.opened('phone', 'one')
  presence.heard('phone', 'one', 'gone')
  left()
  const before = changes()
  expect(presence.of('phone')).toBe('online')
  presence.opened('phone', 'two')
  expect([presence.of('phone'), changes()]).toEqual(['online', before + 1])
})

test('a tab in the background has let go of its stream and is not gone for that; it says when it goes', async () => {
  const { presence, change } = presenceOf()
  const hidden = presence.opened('phone', 'one')
  presence.heard('phone', 'one', 'background')
  hidden()
  expect(presence.of('phone')).toBe('background')
  presence.opened('phone', 'one')
  expect(presence.of('phone')).toBe('online')
  presence.heard('laptop', 'one', 'background')
  presence.heard('laptop', 'one', 'gone')
  expect(presence.of('laptop')).toBe('background')
  await change()
  expect(presence.of('laptop')).toBe('offline')
})

test('what is said of the background may come after the end of the stream', () => {
  const { presence } = presenceOf(60_000)
  presence.opened('phone', 'one')()
  presence.heard('phone', 'one', 'background')
  expect(presence.of('phone')).toBe('background')
})

test('who has gone does not come back by what it said before', async () => {
  const { presence, change } = presenceOf()
  const left = presence.opened('phone', 'one')
  presence.heard('phone', 'one', 'gone')
  presence.heard('phone', 'one', 'background')
  left()
  await change()
  expect(presence.of('phone')).toBe('offline')
})

test('a browser that activates without a stream is neither there nor gone', async () => {
  const { presence, change } = presenceOf()
  presence.opened('phone', 'one')()
  await change()
  presence.activated('phone')
  expect(presence.of('phone')).toBe('unknown')
})
