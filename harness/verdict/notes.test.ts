import { expect, test } from '@playwright/test'
import { recording } from '../recording/literal.ts'
import { notesOf } from './notes.ts'

const seenBy = (name: string, interception: 'name-resolution' | 'routing') => ({
  ...recording(),
  browser: { name, version: '1', interception },
})

test('a browser that Padlock started needs no note', () => {
  expect(notesOf([seenBy('chromium', 'name-resolution')])).toEqual([])
})

test('routing is told once a browser, with what it hides', () => {
  const notes = notesOf([seenBy('firefox', 'routing'), seenBy('firefox', 'routing')])
  expect(notes).toHaveLength(1)
  for (const hidden of ['firefox', 'CORS', 'preflights', 'cache', 'beacons', 'shared worker', 'Service workers'])
    expect(notes[0]).toContain(hidden)
})
