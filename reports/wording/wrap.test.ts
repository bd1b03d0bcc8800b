import { expect, test } from '@playwright/test'
import { wrap, wrapAtMost } from './wrap.ts'

test('lines break between words, and inside a word that is longer than a line', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k'])
  expect(wrap('exchange-server-error', 18)).toEqual(['exchange-server-', 'error'])
  expect(wrap('/abcdef', 4)).toEqual(['/abc', 'def'])
  expect(wrap(' \n ', 4)).toEqual([])
})

test('what is left out is shown by an ellipsis, within the width', () => {
  expect(wrapAtMost('one two three four', 7, 2)).toEqual(['one two', 'three…'])
  expect(wrapAtMost('one two', 7, 2)).toEqual(['one two'])
  expect(wrapAtMost('abcdefgh', 4, 1)).toEqual(['abc…'])
})
