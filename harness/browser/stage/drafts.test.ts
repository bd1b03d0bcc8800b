import { expect, test } from '@playwright/test'
import { createDrafts } from './drafts.ts'

test('drafts cost a small part of a journey, however many steps it has and however dear they become', async () => {
  let now = 0
  let spent = 0
  let written = 0
  const draft = createDrafts(
    async () => {
      written += 1
      spent += now / 100
      now += now / 100
    },
    () => now,
  )
  for (let step = 0; step < 2_000; step++) {
    await draft('a step')
    now += 10
  }
  expect(spent / now).toBeLessThan(1 / 25)
  expect(written).toBeGreaterThan(2)
})

test('the first step has one', async () => {
  const written: string[] = []
  await createDrafts(
    async step => void written.push(step),
    () => 0,
  )('the first')
  expect(written).toEqual(['the first'])
})
