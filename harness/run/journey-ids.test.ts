import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { isJourneyId, journeyIds, partIds } from './journey-ids.ts'

test('scenarios/all.ts imports every journey', () => {
  const all = readFileSync(new URL('../../scenarios/all.ts', import.meta.url), 'utf8')
  const imported = [...all.matchAll(/^import '\.\/(.+)\.spec\.ts'$/gm)].map(([, id]) => id)
  expect(imported, 'add the new one there').toEqual(journeyIds())
})

test('the journey over all pages is played in parts of ten, and no other is', () => {
  expect(journeyIds(10)).toEqual(journeyIds())
  expect(journeyIds(21).filter(id => !journeyIds().includes(id))).toEqual(['browse-signed-in-2', 'browse-signed-in-3'])
  expect(partIds('browse-signed-in', 200)).toHaveLength(20)
  expect(partIds('sign-in', 200)).toEqual(['sign-in'])
  expect(['sign-in', 'browse-signed-in-12'].every(isJourneyId)).toBe(true)
  expect(['sign-in-2', 'browse-signed-in-1', 'browse-signed-in-x'].some(isJourneyId)).toBe(false)
})
