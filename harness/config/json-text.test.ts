import { expect, test } from '@playwright/test'
import { jsonMistake } from './json-text.ts'

test('what JSON.parse takes is no mistake', () => {
  for (const text of ['{}', ' [1, -0.5e3, "a\\u00e9\\"b", true, null, {"a": {}}]\r\n', '"x"', '0'])
    expect([text, jsonMistake(text), JSON.parse(text) !== undefined]).toEqual([text, null, true])
})

for (const [what, text, line, column, expected] of [
  ['a comma before the end', '{\n  "a": 1,\n}', 2, 9, /no comma before }/],
  ['a comma that is missing', '{\n  "a": 1\n  "b": 2\n}', 3, 3, /, or }/],
  ['a key without quotes', '{ a: 1 }', 1, 3, /a key in "…"/],
  ['single quotes', '{ "a": \'x\' }', 1, 8, /a value: a text in "…"/],
  ['a comment', '{\n  // ours\n  "a": 1 }', 2, 3, /no comment/],
  ['a comment after a value', '{ "a": 1 // ours\n}', 1, 10, /no comment/],
  ['a text that goes on', '{ "a": "x\n" }', 1, 8, /ends on its line/],
  ['a path with single backslashes', '{ "a": "C:\\keys" }', 1, 8, /\\\\/],
  ['an end that is missing', '{ "a": [1', 1, 10, /, or \]/],
  ['nothing at all', '', 1, 1, /a value/],
  ['more than one value', '{} {}', 1, 4, /nothing more/],
  ['a number with a leading zero', '[01]', 1, 2, /a value/],
] as const)
  test(`${what} is found at line ${line}, column ${column}`, () => {
    expect(() => JSON.parse(text) as unknown).toThrow()
    const mistake = jsonMistake(text)
    expect(mistake).toMatchObject({ line, column })
    expect(mistake?.expected).toMatch(expected)
  })

test('neither deep nesting nor a long text is more than it can take', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  expect(jsonMistake(deep)).toEqual({ line: 1, column: 101, expected: 'at most 100 levels of { and [' })
  expect(jsonMistake(`["${String.raw`a\n`.repeat(4_000_000)}"]`)).toBeNull()
})
