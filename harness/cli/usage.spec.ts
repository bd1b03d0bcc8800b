import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { listSchema } from './commands/list.ts'
import { padlock } from './padlock-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'padlock-usage-'))
const file = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** [what is wrong, the arguments, what the one message must say] */
const mistakes: [string, string[], RegExp[]][] = [
  ['an unknown command', ['certfy'], [/certfy: unknown command; did you mean «certify»/]],
  [
    'an unknown flag',
    ['certify', '--defects', 'x'],
    [/--defects: unknown option of «certify»; did you mean --defect\?/],
  ],
  ['an unknown defect', ['certify', '--defect', 'ext-id-left-onn'], [/did you mean «ext-id-left-on»/]],
  [
    'a defect of another flavour',
    ['certify', '--flavour', 'tag-manager', '--defect', 'exp-past', '--defect', 'logout-forgotten'],
    [/--defect logout-forgotten: is a change of the flavour classic, and the flavour tag-manager has nothing/],
  ],
  [
    'two defects that change the same',
    ['certify', '--defect', 'option-misspelt', '--defect', 'token-wrapped-in-object'],
    [
      /--defect token-wrapped-in-object: changes the same passage as another one of option-misspelt; leave one of them out/,
    ],
  ],
  [
    'a pattern that matches nothing',
    ['certify', '--only', 'tokn/*'],
    [/--only tokn\/\*: matches no requirement; did you mean «token\/\*»/],
  ],
  [
    'a journey that there is not, and one of them beside a shard',
    ['certify', '--journey', 'signout', '--journey', 'no-*', '--shard', '1/2'],
    [
      /--journey «signout»: .*did you mean «sign-out»/,
      /--journey «no-\*»: .*session-expiry/,
      /--journey: a shard plays its own/,
    ],
  ],
  ['a missing value', ['verify', '--brand-key'], [/--brand-key: a value must follow/]],
  ['an unknown requirement', ['explain', 'token/outer-algo'], [/token\/outer-alg/]],
  ['a missing key file', ['verify', '--brand-key', join(folder, 'none.pem'), 'a.b.c'], [/none\.pem/]],
  [
    'a missing configuration',
    ['certify', '--config', join(folder, 'none.json')],
    [/none\.json: there is no such configuration file/],
  ],
  [
    'a browser that Playwright does not have',
    ['certify', '--browser', 'firefix', '--connect', 'https://build-box'],
    [/--browser firefix: expected chromium, firefox, webkit/, /--connect: expected the WebSocket endpoint/],
  ],
  ['a browser that is not installed', ['certify', '--browser', 'webkit'], [/run «npx playwright install webkit»/]],
  [
    'a browser elsewhere that does not answer',
    ['certify', '--connect', 'ws://127.0.0.1:9/a-secret-token'],
    [/no chromium of a Playwright server answers at 127\.0\.0\.1:9 \((?!.*a-secret-token)/],
  ],
  [
    'a configuration that is no JSON',
    ['certify', '--config', file('broken.json', '{\n  "url": "https://staging.example.com",\n}')],
    [/broken\.json: can't be read: no JSON at line 2, column 39: expected no comma before }/],
  ],
  [
    'a report folder that nobody can make',
    ['certify', '--report-dir', '/proc/nope'],
    [/--report-dir \/proc\/nope: can't be written to/],
  ],
  [
    'a site without its scheme, and a host with one',
    ['open', 'staging.example.com', '--tag-host', 'https://chat.example.com'],
    [
      /«staging\.example\.com»: expected the http or https URL/,
      /--tag-host https:\/\/chat\.example\.com: expected a host name/,
    ],
  ],
  [
    'a key that is none, to sign with',
    ['certify', '--sign', file('junk.pem', 'junk')],
    [/--sign .*junk\.pem: is no key; expected PEM or a JWK, private/],
  ],
  ['a browser that is too slow', ['certify', '--slow-mo', 'fast'], [/--slow-mo fast: expected milliseconds/]],
  [
    'several mistakes at once',
    ['certify', '--defect', 'nonsense-one', '--only', 'nonsense-two', '--report-dir', '/dev/null/x'],
    [/nonsense-one/, /nonsense-two/, /\/dev\/null\/x/],
  ],
]

for (const [what, args, messages] of mistakes)
  test(`${what} gets one clear message and exit 2`, async () => {
    // Each in a folder of its own: one run at a time owns the usual one.
    const own =
      args[0] === 'certify' && !args.includes('--report-dir') ? ['--report-dir', join(folder, randomUUID())] : []
    const { code, stdout, stderr } = await padlock([...args, ...own], { env: { PLAYWRIGHT_BROWSERS_PATH: folder } })
    for (const message of messages) expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(messages.length)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

test('a private key where a public one belongs, and a file that is no key, are told at once', async () => {
  const { privateKey } = await makeKeyPair()
  const wrong = file('private.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  const junk = file('junk.pem', 'not a key')
  const { code, stderr } = await padlock(['verify', '--brand-key', wrong, '--iadvize-key', junk, 'a.b.c'])
  expect(stderr).toMatch(/private\.pem.*private key/)
  expect(stderr).toMatch(/junk\.pem/)
  expect(stderr).not.toContain('BEGIN')
  expect(code).toBe(2)
})

test('every mistake in a configuration is told at once, and no secret is echoed', async () => {
  const config = file(
    'padlock.config.json',
    JSON.stringify({
      url: 'staging.example.com',
      sid: '1',
      pagse: {},
      pages: { signedIn: ['account'] },
      users: [
        { username: 'ada', password: 'hunter22' },
        { username: 'bob', password: { env: 'PADLOCK_TEST_UNSET' } },
      ],
    }),
  )
  const { code, stderr } = await padlock(['certify', '--config', config])
  for (const message of [
    /url: expected an http or https URL/,
    /pagse: unknown key; did you mean «pages»/,
    /pages\.signedIn\[0\]: expected a path/,
    /users\[0\]\.password: .*named/,
  ])
    expect(stderr).toMatch(message)
  expect(stderr).not.toContain('hunter22')
  expect(code).toBe(2)
})

test('help, version, list and explain answer on stdout with exit 0', async () => {
  const answers = await Promise.all(
    [['--help'], ['--version'], ['certify', '--help'], ['list'], ['explain', 'ext-id/absent']].map(args =>
      padlock(args),
    ),
  )
  for (const { code, stdout, stderr } of answers) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.length).toBeGreaterThan(4)
  }
})

test('list --json is an array of requirements, each but one with a defect that proves it', async () => {
  const { stdout } = await padlock(['list', '--json'])
  const rows = listSchema.parse(JSON.parse(stdout))
  expect(rows.length).toBeGreaterThan(30)
  // Its file says why no defect of a shop on this machine can show it.
  expect(rows.filter(({ defects }) => defects.length === 0).map(({ id }) => id)).toEqual(['provider/https'])
})
