import { expect, test } from '@playwright/test'
import { difference } from '../harness/verdict/difference.ts'
import { differenceWords } from './difference.ts'
import { hostile } from './samples/hostile.ts'
import { results } from './samples/results.ts'

const plain = { colour: false, width: 80 }
const { conforming, silentFailure, oneCause } = results

test('80 columns, no colour unless asked, and no text of a site orders the terminal about', () => {
  for (const before of Object.values(results))
    for (const after of Object.values(results)) {
      const text = differenceWords(difference(before, after), plain)
      expect(Math.max(...text.split('\n').map(line => [...line].length))).toBeLessThanOrEqual(80)
      const poisoned = differenceWords(difference(hostile(before), hostile(after)), plain)
      // eslint-disable-next-line no-control-regex
      expect(poisoned).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    }
})

test('what is worse comes first, with its cure; what is blocked by it is folded', () => {
  const text = differenceWords(difference(conforming, oneCause), plain)
  expect(text).toMatch(/worse \(\d+\)\n✗ token\/signature\n/)
  expect(text.replace(/\s+/g, ' ')).toMatch(/cure .*blocked now: activation\/secured-when-signed-in, token\//)
  expect(text).not.toMatch(/^✗ token\/user-id$/m)
  expect(text).toMatch(/It got worse\.\n$/)
})

test('better and the same are reported as such', () => {
  expect(differenceWords(difference(silentFailure, conforming), plain)).toMatch(/better \([^]*Nothing got worse\.\n$/)
  expect(differenceWords(difference(conforming, conforming), plain)).toMatch(/Nothing changed\.\n$/)
  const coloured = differenceWords(difference(conforming, oneCause), { ...plain, colour: true })
  // eslint-disable-next-line no-control-regex
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(differenceWords(difference(conforming, oneCause), plain))
})
