import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { journeyIds } from './journey-ids.ts'

test('scenarios/all.ts imports every journey', () => {
  const all = readFileSync(new URL('../../scenarios/all.ts', import.meta.url), 'utf8')
  const imported = [...all.matchAll(/^import '\.\/(.+)\.spec\.ts'$/gm)].map(([, id]) => id)
  expect(imported, 'add the new one there').toEqual(journeyIds())
})
