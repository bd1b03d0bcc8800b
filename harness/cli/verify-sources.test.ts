import { expect, test } from '@playwright/test'
import type { Values } from './command.ts'
import { tokenSource } from './verify-sources.ts'

/** What is told of these options, with a few variables in the environment. */
const told = (values: Values): string[] => {
  Object.assign(process.env, {
    SOURCES_COOKIE: 'a-secret',
    SOURCES_LINES: 'a=a-secret\nX-Evil: 1',
    SOURCES_CSRF: ' abc ',
  })
  const problems: string[] = []
  tokenSource(values, problems)
  return problems
}
const url = 'https://staging.example.com/t'

const mistakes: [string, Values, RegExp[]][] = [
  ['two sources', { tokens: 'package.json', har: 'package.json' }, [/--tokens and --har exclude each other/]],
  ['files that are not there', { tokens: 'none.txt' }, [/--tokens «none\.txt»: there is no such file/]],
  [
    'what belongs to another source',
    { tokens: 'package.json', 'cookie-env': 'A', method: 'POST' },
    [/--cookie-env belongs to --from-url/, /--method belongs/],
  ],
  ['nothing to watch', { watch: true }, [/--watch belongs to --tokens, --har or --from-url/]],
  ['an interval without watch', { 'from-url': url, every: '5' }, [/--every belongs to --from-url with --watch/]],
  ['an interval that is none', { 'from-url': url, watch: true, every: '0' }, [/--every 0: expected seconds/]],
  [
    'an address that is none',
    { 'from-url': 'staging.example.com' },
    [/--from-url: expected the http or https address/],
  ],
  [
    'a password in the address',
    { 'from-url': 'https://ada:a-secret@staging.example.com' },
    [/a password stands in the address/],
  ],
  [
    'variables that are not set',
    { 'from-url': url, 'cookie-env': 'SOURCES_UNSET', 'header-env': ['X-A=1-2'] },
    [/expected the name of an environment/, /SOURCES_UNSET is not set/],
  ],
  ['cookies that are none', { 'from-url': url, 'cookie-env': 'SOURCES_COOKIE' }, [/SOURCES_COOKIE holds no cookie/]],
  ['a header within a header', { 'from-url': url, 'cookie-env': 'SOURCES_LINES' }, [/can't stand in a header/]],
  ['a header without a variable', { 'from-url': url, 'header-env': ['X-Csrf'] }, [/expected Name=VARIABLE/]],
  ['another method', { 'from-url': url, method: 'delete' }, [/--method DELETE: expected GET or POST/]],
]
for (const [what, values, messages] of mistakes)
  test(`${what}: one sentence each, and no secret`, () => {
    const problems = told(values)
    expect(problems).toHaveLength(messages.length)
    for (const [index, message] of messages.entries()) expect(problems[index]).toMatch(message)
    expect(problems.join()).not.toContain('a-secret')
  })

test('sound options are no mistake', () => {
  expect(told({})).toEqual([])
  expect(told({ har: 'package.json', watch: true })).toEqual([])
  expect(
    told({ 'from-url': url, 'header-env': ['X-Csrf-Token=SOURCES_CSRF'], method: 'post', watch: true, every: '5' }),
  ).toEqual([])
})
