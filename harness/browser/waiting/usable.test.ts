import { expect, test } from '@playwright/test'
import { SiteError } from './site-error.ts'
import { watchMemory } from './usable.ts'

test('a site that fills our memory ends its journey before the system ends the process', async () => {
  let used = 1e9
  let stop: () => void = () => undefined
  const told = new Promise<Error>(resolve => {
    stop = watchMemory(resolve, () => ({ used_heap_size: (used += 1e9), heap_size_limit: 4e9 }))
  })
  const keptAlive = setInterval(() => undefined, 1_000)
  const error = await told
  clearInterval(keptAlive)
  stop()
  expect(error).toBeInstanceOf(SiteError)
  expect(error.message).toMatch(/^the pages of the site do so much that Padlock's memory fills \(3\.0 of 4\.0 GB\)/)
})
