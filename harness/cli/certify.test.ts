import { expect, test } from '@playwright/test'
import { wordsAgain } from './certify.ts'

test('the words of a run of one journey more: what drives the site is kept, what judges and writes is left out', () => {
  const run = { config: 'my site/padlock.config.ts', production: true, strict: true, headed: false, browser: 'firefox' }
  const judging = { only: ['token/*'], baseline: 'known.json', sign: 'key.pem', 'report-dir': 'out', json: false }
  expect(wordsAgain({ ...run, ...judging })).toBe(
    "certify --config 'my site/padlock.config.ts' --production --strict --browser firefox",
  )
  expect(wordsAgain({ defect: ['exp-past', "it's"] })).toBe(String.raw`certify --defect exp-past --defect 'it'\''s'`)
})

test('there are none for a run of one journey, and none that an endpoint stands in', () => {
  expect(wordsAgain({ journey: ['sign-in'] })).toBeUndefined()
  expect(wordsAgain({ connect: 'wss://box/?token=secret' })).toBeUndefined()
})
