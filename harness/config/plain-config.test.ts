import { expect, test } from '@playwright/test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../foundation/usage-error.ts'
import { loadConfig, readConfig } from './load-config.ts'
import { plainConfig } from './plain-config.ts'

const refused = (given: unknown): string[] => {
  try {
    readConfig(given, '/nowhere/padlock.config.ts', 'FILE')
    return []
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.problems.map(problem => problem.replace('FILE: ', ''))
  }
}

test('what turns in circles, throws, or goes too deep is left out and named', () => {
  const circle: Record<string, unknown> = { a: 1 }
  circle['self'] = [circle]
  const deep = Array.from({ length: 20_000 }).reduce<unknown>(inner => [inner], 'x')
  const thrower = {
    get password(): string {
      throw new Error('hunter22')
    },
    name: 'ada',
  }
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('hunter22')
      },
    },
  )
  const fn = (): null => null
  const { value, problems } = plainConfig({
    circle,
    deep,
    users: [thrower],
    hostile,
    fn,
    ['__proto__']: { polluted: true },
  })
  expect(value).toMatchObject({ circle: { a: 1, self: [undefined] }, users: [{ name: 'ada' }], fn })
  expect(problems.map(({ where, says }) => `${where}: ${says}`.replace(/^deep(\[0\])+/, 'deep…'))).toEqual([
    'circle.self[0]: refers back to what it stands in: write its value out',
    'deep…: is nested deeper than 100 levels: a configuration has a handful',
    'users[0].password: reading it throws an error: write a plain value',
    'hostile: reading it throws an error: write a plain value',
  ])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('the same value twice is no circle', () => {
  const page = ['/a']
  expect(plainConfig({ guest: page, signedIn: page }).problems).toEqual([])
})

test('a hostile configuration is told its mistakes all at once, and none of its words', () => {
  const circle: Record<string, unknown> = {}
  circle['policy'] = circle
  const told = refused({
    url: Symbol('hunter22'),
    sid: 12n,
    platform: () => 'halc',
    pages: circle,
    users: [
      {
        username: 'ada',
        get password() {
          throw new Error('hunter22')
        },
      },
    ],
    keys: { brand: 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDd', iAdvize: Promise.resolve('x') },
    headers: { a: { file: 'hunter22' }, b: { env: 'hunter22' } },
  })
  expect(told.join('\n')).not.toContain('hunter22')
  expect(told.join('\n')).not.toContain('MIIE')
  for (const start of [
    'url: expected an http or https URL',
    'sid: expected a text',
    'platform: expected',
    'pages.policy: refers back',
    'users[0].password: reading it throws',
    'headers.a.file: there is no such file',
    'headers.b.env: expected the name of an environment variable',
    'keys.brand: expected the path of a key file; received a key itself',
    'keys.iAdvize: expected',
  ])
    expect(
      told.some(problem => problem.startsWith(start)),
      start,
    ).toBe(true)
  for (const other of [null, undefined, 7, 'x', [], Symbol('x'), 1n, () => null, new Map()])
    expect(refused(other).length).toBeGreaterThan(0)
})

const modules: [string, string, RegExp][] = [
  ['a promise that is rejected', "export default Promise.reject(new Error('no vault'))", /can't be read: no vault/],
  ['something thrown that is no error', 'throw null', /can't be read/],
  ['a function', 'export default () => ({})', /its default export is a function/],
  ['a promise of a configuration', 'export default Promise.resolve({ sid: 7 })', /sid: expected a text/],
]
for (const [what, code, message] of modules)
  test(`exported: ${what}`, async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'padlock-config-')), 'padlock.config.mjs')
    writeFileSync(file, code)
    await expect(loadConfig(file)).rejects.toThrow(message)
    await expect(loadConfig(file)).rejects.toBeInstanceOf(UsageError)
  })
