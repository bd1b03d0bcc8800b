import { expect, test } from '@playwright/test'
import { wordsAgain } from './one-journey.ts'

test('the words of a run of one journey more: what drives the site is kept, what judges and writes is left out', () => {
  const run = { config: 'my site/padlock.config.ts', production: true, strict: true, headed: false, browser: 'firefox' }
  const judging = { only: ['token/*'], baseline: 'known.json', sign: 'key.pem', 'report-dir': 'out', json: false }
  expect(wordsAgain({ ...run, ...judging })).toBe(
    "certify --config 'my site/padlock.config.ts' --production --strict --browser firefox --report-dir out-part",
  )
  expect(wordsAgain({ defect: ['exp-past', "it's"] })).toBe(String.raw`certify --defect exp-past --defect 'it'\''s'`)
})

test('a part of a part stays in its folder; an endpoint is not told', () => {
  expect(wordsAgain({ journey: ['sign-*'], 'report-dir': 'out-part' })).toBe('certify --report-dir out-part')
  expect(wordsAgain({ connect: 'wss://box/?token=secret' })).toBeUndefined()
})
