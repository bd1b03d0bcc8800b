import { expect, test } from '@playwright/test'
import { decodedText, tokensInFile } from './token-file.ts'

const told = (text: string): [string, string][] => tokensInFile(text).tokens.map(({ token, from }) => [token, from])

test('one a line: empty lines, comments and the line breaks of Windows are nobody’s', () => {
  expect(told('# ada\r\na.b.c\r\n\r\n d.e.f\n')).toEqual([
    ['a.b.c', 'line 2'],
    [' d.e.f', 'line 4'],
  ])
})

test('a JSON array of texts, or of objects', () => {
  expect(told(' ["a.b.c", {"token":"d.e.f","id":"ada"}]')).toEqual([
    ['a.b.c', 'item 1'],
    ['d.e.f', 'item 2'],
  ])
})

const problems: [string, RegExp[]][] = [
  [' \n', [/holds no token/]],
  ['# none\n', [/every line is empty or a comment/]],
  ['[]', [/empty array/]],
  ['["a.b.c", "a-secret"', [/no JSON at line 1, column 21: expected (?!.*a-secret)/]],
  ['["a.b.c", 7, null, {"jwt":"x"}]', [/item 2/, /item 3/, /item 4/]],
  ['{"id":1,"token":"a.b.c"}\n', [/--jsonl/]],
  ['{"log":{"entries":[]}}', [/--har/]],
]
for (const [text, messages] of problems)
  test(`a problem is told: ${text.trim() || 'nothing in it'}`, () => {
    const found = tokensInFile(text)
    expect(found.problems).toHaveLength(messages.length)
    for (const [index, message] of messages.entries()) expect(found.problems[index]).toMatch(message)
  })

test('what the shells of Windows write is read', () => {
  expect(decodedText(Buffer.from('\ufeffa.b.c', 'utf16le'))).toBe('a.b.c')
  expect(decodedText(Buffer.from('\ufeffa.b.c'))).toBe('a.b.c')
})
