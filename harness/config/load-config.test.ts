import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { loadConfig } from './load-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'padlock-config-'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const config = (content: unknown): string => file('padlock.config.json', JSON.stringify(content))

const problems = async (content: unknown): Promise<string[]> => {
  try {
    await loadConfig(typeof content === 'string' ? file('padlock.config.json', content) : config(content))
    return []
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.problems.map(problem => problem.replace(`${join(folder, 'padlock.config.json')}: `, ''))
  }
}

test.beforeAll(async () => {
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  file('brand.pem', brand.publicKey.export({ type: 'spki', format: 'pem' }).toString())
  file('iadvize.pem', iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  file('secret', 'from a file\n')
  process.env['PADLOCK_TEST_SECRET'] = 'from the environment'
})

const readmes = {
  url: 'https://staging.example.com',
  sid: '1234',
  pages: { signedIn: ['/account'] },
  keys: { brand: 'brand.pem', iAdvize: 'iadvize.pem' },
  users: [
    { username: 'ada@example.com', password: { env: 'PADLOCK_TEST_SECRET' }, userId: { file: 'secret' } },
    { username: 'bob@example.com', password: { file: 'secret' } },
  ],
}

test("the README's configuration of ten lines is enough", async () => {
  const { target, brandKeys, iAdvizeKeys, ...rest } = await loadConfig(config(readmes))
  expect([brandKeys.length, iAdvizeKeys.length, rest]).toEqual([1, 1, { sessionMinutes: 60, tokenSeconds: 60 }])
  expect(target).toMatchObject({
    origin: 'https://staging.example.com',
    pages: { guest: ['/'], signedIn: ['/account'] },
    signInPage: '/login',
    signInPageNamed: false,
    consent: 'accept',
    guests: 'either',
    trust: false,
    signInsPerMinute: 60,
    timeouts: { navigation: 30_000, action: 10_000 },
  })
  expect(target.users).toMatchObject([
    { label: 'first', username: 'ada@example.com', password: 'from the environment', userId: 'from a file' },
    { label: 'second', password: 'from a file' },
  ])
  expect(target.users[0]?.from).toContain('users[0].password (environment variable PADLOCK_TEST_SECRET)')
})

test('every key is read', async () => {
  const state = { cookies: [], origins: [{ origin: 'https://a.test', localStorage: [{ name: 'a', value: 'b' }] }] }
  file('ada.json', JSON.stringify(state))
  const { target, tokenSeconds } = await loadConfig(
    config({
      ...readmes,
      $schema: 'x',
      users: [{ storageState: { file: 'ada.json' } }],
      tagHost: 'Chat.example.com',
      signIn: { page: '/in', username: '#u', next: 'text=Next', password: '#p', submit: 'role=button[name="Go"]' },
      signOut: { control: 'text=Bye' },
      isSignedIn: '.avatar',
      consent: { accept: '#ok' },
      tokenProvider: '/api/token',
      policy: { guests: 'idle', sessionMinutes: 7, anonymousFallback: true, tokenSeconds: 300 },
      headers: { 'x-bypass': { env: 'PADLOCK_TEST_SECRET' }, 'x-plain': '1' },
      basicAuth: { username: 'u', password: { file: 'secret' } },
      tls: { ignoreErrors: true },
      proxy: { server: 'http://127.0.0.1:3128', username: 'p', password: { file: 'secret' }, bypass: ['a.test'] },
      timeouts: { navigation: 5000 },
      browser: { name: 'firefox', connect: { env: 'PADLOCK_TEST_SECRET' }, headed: true, slowMo: 50 },
      signInsPerMinute: 3,
    }),
  )
  expect(tokenSeconds).toBe(300)
  expect(target).toMatchObject({
    users: [{ username: '', password: '', storageState: state }],
    tagHost: 'chat.example.com',
    signInPage: '/in',
    signInPageNamed: true,
    signIn: { username: '#u', next: 'text=Next', password: '#p', submit: 'role=button[name="Go"]' },
    signOut: { control: 'text=Bye' },
    isSignedIn: '.avatar',
    consent: { accept: '#ok' },
    tokenProvider: '/api/token',
    anonymousFallback: true,
    access: {
      headers: { 'x-bypass': 'from the environment', 'x-plain': '1' },
      basicAuth: { username: 'u', password: 'from a file' },
      proxy: { server: 'http://127.0.0.1:3128', username: 'p', password: 'from a file', bypass: ['a.test'] },
      tls: { ignoreErrors: true },
    },
    timeouts: { navigation: 5000, action: 10_000 },
    browser: { name: 'firefox', connect: 'from the environment', headed: true, slowMo: 50 },
    signInsPerMinute: 3,
  })
})

test('functions sign in and out in a configuration that is a program', async () => {
  const path = file(
    'padlock.config.mjs',
    `export default { ...${JSON.stringify({ ...readmes, users: [{}] })}, signIn: async () => 'in', signOut: async () => 'out', isSignedIn: async () => true }`,
  )
  const { target } = await loadConfig(path)
  expect([typeof target.signIn, typeof target.signOut, typeof target.isSignedIn]).toEqual([
    'function',
    'function',
    'function',
  ])
})

test('without a private key of iAdvize’s, tokens are taken on trust', async () => {
  for (const keys of [{ iAdvize: 'none' }, { brand: 'brand.pem' }, { brand: 'brand.pem', iAdvize: 'none' }]) {
    const { target, iAdvizeKeys } = await loadConfig(config({ ...readmes, keys }))
    expect([target.trust, iAdvizeKeys]).toEqual([true, []])
  }
})

test('what is missing or of the wrong type is told in our own words', async () => {
  expect(
    await problems({ users: [{ username: 5, password: { env: 'PADLOCK_TEST_SECRET' } }], policy: { guests: 'no' } }),
  ).toEqual([
    'url: expected an http or https URL, for example https://staging.example.com; received nothing',
    'sid: expected a text (id of the site at iAdvize, as in iAdvizeInterface.config.sid); received nothing',
    'pages: expected an object (paths of the pages that the journeys visit); received nothing',
    expect.stringMatching(/^keys: expected an object \(.*\); received nothing$/),
    'users[0].username: expected a text, or { "env": "NAME" } or { "file": "path" } that holds it; received a number that is not shown here',
    expect.stringMatching(/^policy\.guests: expected "anonymous", "idle" or "either" \(.*\); received «no»$/),
  ])
  expect(await problems([])).toEqual([
    'the whole configuration: expected an object (Configuration of Padlock); received an empty list',
  ])
  expect(
    await problems({ ...readmes, sid: '', pages: { signedIn: [] }, timeouts: { navigation: 5 }, tagHost: 'https://x' }),
  ).toEqual([
    expect.stringMatching(/^sid: expected a text that is not empty .*; received an empty text$/),
    expect.stringMatching(/^tagHost: expected a host name .*; received «https:\/\/x»$/),
    expect.stringMatching(/^pages\.signedIn: expected at least 1 entry in the list .*; received an empty list$/),
    expect.stringMatching(/^timeouts\.navigation: expected at least 1000 .*; received 5$/),
  ])
})

test('unknown keys are told with a near name, also where there is a choice of shapes', async () => {
  expect(
    await problems({
      ...readmes,
      user: [],
      signIn: { pgae: '/in' },
      tls: { ignoreError: true },
      headers: { 'a b': 'x' },
    }),
  ).toEqual([
    'signIn.pgae: unknown key; did you mean «page»?',
    'headers: expected the name of a header; received «a b»',
    'tls.ignoreError: unknown key; did you mean «ignoreErrors»?',
    'user: unknown key; did you mean «users»?',
  ])
})

test('mistakes in the file, in users, and in key files are told at once, and no secret is shown', async () => {
  file('junk.pem', 'not a key')
  const told = await problems({
    ...readmes,
    sid: 5,
    url: 'https://user:hunter22@staging.example.com',
    keys: { brand: 'junk.pem', iAdvize: '-----BEGIN PRIVATE KEY-----\nhunter22' },
    users: [
      { username: 'ada', password: 'hunter22' },
      { username: 'ada', password: { env: 'PADLOCK_TEST_UNSET' } },
      { username: 'cleo' },
      { storageState: { file: 'secret' } },
    ],
    headers: { cookie: ['hunter22'] },
    proxy: { server: 'hunter22:hunter22@proxy' },
    basicAuth: { username: 'u', password: { env: 'hunter22 hunter22' } },
    tls: { ca: 'junk.pem' },
  })
  expect(told.join('\n')).not.toContain('hunter22')
  for (const [index, start] of [
    'sid: expected a text',
    'users[0].password: expected { "env": "NAME" }',
    'headers.cookie: expected a text',
    'users[1].password: the environment variable PADLOCK_TEST_UNSET is not set',
    'basicAuth.password.env: expected the name of an environment variable',
    'url: holds a user name or a password',
    'users[2].password: expected { "env": "NAME" }',
    'users[3].storageState (file secret): is no JSON',
    'users[1].username: expected another account than that of users[0]',
    'keys.brand: junk.pem: holds text that is no key',
    'keys.iAdvize: expected the path of a key file; received a key itself',
    'proxy.server (written there): expected a URL',
    'tls.ca: junk.pem holds no certificate in PEM',
  ].entries())
    expect(told[index]).toContain(start)
  expect(told).toHaveLength(13)
})

test('a path in the URL, and a tag host that is the site, are mistakes', async () => {
  expect(await problems({ ...readmes, url: 'https://staging.example.com/fr', tagHost: 'staging.example.com' })).toEqual(
    [
      'url: expected an origin without a path; put «/fr» before each path under pages and signIn',
      expect.stringMatching(/^tagHost: is the host of the site itself/),
    ],
  )
})

test('a text that is no JSON is told with line and column, and is not quoted', async () => {
  expect(await problems('{\n  "url": "https://x.test",\n  "password": hunter22\n}')).toEqual([
    expect.stringMatching(/^can't be read: no JSON at line 3, column 15: expected a value/),
  ])
  expect(await problems(`\uFEFF${JSON.stringify(readmes)}`)).toEqual([])
})
