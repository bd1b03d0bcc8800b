import { runInNewContext } from 'node:vm'
import { expect, test } from '@playwright/test'
import { configSchema } from '../config/config.ts'
import { draftConfig, firstConfig } from './first-config.ts'
import { lackingTheTag } from './survey.ts'
import type { Survey } from './survey.ts'

const survey: Survey = {
  anyCertificate: false,
  origin: 'https://staging.example.com',
  guestPages: ['/', "/l'offre"],
  tag: {
    sid: '1234',
    page: '/',
    frame: false,
    platform: 'halc',
    host: 'halc.iadvize.com',
    inWords: '/, in the HTML, from halc.iadvize.com',
  },
  unknownTagHost: null,
  guests: 'anonymous',
  signInPage: '/account/login',
  users: [{ label: 'first', because: null, stays: null }],
  signedInPages: ['/account'],
  withoutTag: [],
  token: true,
}
const users = [
  { user: 'USER_1', password: 'PASSWORD_1', userId: 'ID_1', hasUserId: true },
  { user: 'USER_2', password: 'PASSWORD_2', userId: 'ID_2', hasUserId: false },
]
const keys = { brand: 'keys/brand.pem', iAdvize: 'keys/test.pem' }
const written = (changes: Partial<Survey> = {}, extension = '.mjs') =>
  firstConfig({ survey: { ...survey, ...changes }, users, keys, extension })
const read = (text: string): unknown =>
  runInNewContext(`(${text.slice(text.indexOf('export default') + 'export default'.length)})`)

test('what is written is a configuration, with all that was found', () => {
  expect(configSchema.parse(read(written()))).toMatchObject({
    url: 'https://staging.example.com',
    sid: '1234',
    pages: { guest: ['/', "/l'offre"], signedIn: ['/account'] },
    keys,
    users: [
      { username: { env: 'USER_1' }, password: { env: 'PASSWORD_1' }, userId: { env: 'ID_1' } },
      { username: { env: 'USER_2' }, password: { env: 'PASSWORD_2' } },
    ],
    signIn: { page: '/account/login' },
    policy: { guests: 'anonymous' },
  })
})

test('another platform, and a name of the brand’s own, are written down; one that nobody can tell is asked', () => {
  const tag = { sid: '1234', page: '/', frame: false, inWords: '/' }
  const lc = written({ tag: { ...tag, platform: 'lc', host: 'lc.iadvize.com' } })
  expect(configSchema.parse(read(lc))).toMatchObject({ platform: 'lc' })
  const alias = written({ tag: { ...tag, platform: null, host: 'chat.example.com' } })
  expect(configSchema.parse(read(alias))).toMatchObject({ tagHost: 'chat.example.com' })
  expect(written({ tag: null, unknownTagHost: 'chat.example.com' })).toContain("// tagHost: 'chat.example.com'")
})

test('HTTP basic authentication is named, never written', () => {
  const basicAuth = { user: 'BASIC_USER', password: 'BASIC_PASSWORD' }
  const text = firstConfig({ survey, users, keys, basicAuth, extension: '.mjs' })
  expect(configSchema.parse(read(text)).basicAuth).toEqual({
    username: { env: 'BASIC_USER' },
    password: { env: 'BASIC_PASSWORD' },
  })
  expect(written()).not.toContain('basicAuth')
})

test('a certificate that nobody knows is allowed, in so many words', () => {
  expect(configSchema.parse(read(written({ anyCertificate: true }))).tls.ignoreErrors).toBe(true)
  expect(written()).not.toContain('tls')
})

test('TypeScript is typed where it is written, JavaScript by a comment', () => {
  expect(written({}, '.ts')).toContain('satisfies Config')
  expect(written()).toContain("@type {import('iadvize-padlock').Config}")
})

test('what was not found is left for the integrator, and refused until it is there', () => {
  const text = written({ tag: null, guests: null, signInPage: null, signedInPages: [] })
  const refused = configSchema.safeParse(read(text))
  expect(refused.error?.issues.map(({ path }) => path.join('.')).sort()).toEqual(['pages.signedIn', 'sid'])
  expect(text).toContain('// not found')
  expect(written({ signInPage: null })).toContain('// not needed: the way to the login form was found')
})

test('as plain data it says the same as the file', () => {
  for (const changes of [
    {},
    { signInPage: '/login', anyCertificate: true },
    { tag: null, users: [], signedInPages: [] },
  ]) {
    const text = { ...survey, ...changes }
    const basicAuth = { user: 'BASIC_USER', password: 'BASIC_PASSWORD' }
    expect(draftConfig({ survey: text, users, keys, basicAuth })).toEqual(
      JSON.parse(JSON.stringify(read(firstConfig({ survey: text, users, keys, basicAuth, extension: '.mjs' })))),
    )
  }
})

test('pages without the tag are left out, and named', () => {
  const text = written({ withoutTag: ['/admin/', '/wiki/'] })
  expect(read(text)).toMatchObject({ pages: { signedIn: ['/account'] } })
  expect(text).toContain('no iAdvize tag is on them: /admin/, /wiki/')
})

test('a page lacks the tag only where others have it, and one that is not there lacks nothing', () => {
  const page = (tag: boolean, failed = false) => ({ tag, failed })
  expect(
    lackingTheTag(
      new Map([
        ['/account', page(true)],
        ['/admin/', page(false)],
        ['/login', page(false, true)],
      ]),
    ),
  ).toEqual(['/admin/'])
  expect(
    lackingTheTag(
      new Map([
        ['/account', page(false)],
        ['/admin/', page(false)],
      ]),
    ),
  ).toEqual([])
})
