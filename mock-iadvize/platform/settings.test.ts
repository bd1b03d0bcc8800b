import { expect, test } from '@playwright/test'
import { defaultSessionMinutes, tagRetries } from '../contract.ts'
import { choices, defaultPlatformSettings, tagSettings } from './settings.ts'

test('what the documentation says is what the mock does', () => {
  expect(tagSettings.retryDelays).toHaveLength(tagRetries)
  expect(defaultPlatformSettings.sessionMinutes).toBe(defaultSessionMinutes)
})

test('every choice says what it is and why, and names its page where there is one', () => {
  for (const [name, { basis, source, is, because }] of Object.entries(choices)) {
    expect(is.length * because.length, name).toBeGreaterThan(100)
    if (basis !== 'assumed') expect(source, name).toBeDefined()
  }
  expect(Object.keys(choices)).toEqual(expect.arrayContaining(Object.keys(defaultPlatformSettings)))
})
