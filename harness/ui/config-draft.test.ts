import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { createDrafts } from './config-draft.ts'
import { createSecrets } from './secrets.ts'

const sound = {
  url: 'http://127.0.0.1:1',
  sid: '1',
  pages: { signedIn: ['/account'] },
  keys: { brand: 'brand.pem', iAdvize: 'iadvize.pem' },
  users: [{ username: 'ada', password: { env: 'PADLOCK_PASSWORD_1' } }],
}
const meant = { production: false }

const test = base.extend<{ folder: string; drafts: ReturnType<typeof createDrafts> }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-drafts-'))
    writeFileSync(join(folder, 'brand.pem'), brand.publicKey.export({ type: 'spki', format: 'pem' }))
    writeFileSync(join(folder, 'iadvize.pem'), iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await use(folder)
    rmSync(folder, { recursive: true })
  },
  drafts: async ({ folder }, use) => {
    const secrets = createSecrets({})
    secrets.set('PADLOCK_PASSWORD_1', 'correct horse')
    await use(createDrafts(folder, secrets))
  },
})

test('each field is checked by the reader of configurations, in its own words, with what is held in memory', ({
  drafts,
}) => {
  expect(drafts.problems('padlock.config.json', sound, meant)).toEqual([])
  const wrong = {
    ...sound,
    url: 'shop',
    pages: { signedIn: ['account'] },
    users: [{ username: 'ada', password: { env: 'OTHER' } }],
  }
  expect(drafts.problems('padlock.config.json', wrong, meant)).toEqual([
    { where: 'url', says: expect.stringMatching(/^expected an http or https URL/) },
    { where: 'pages.signedIn[0]', says: expect.stringMatching(/^expected a path that starts with \//) },
    {
      where: 'users[0].password',
      says: expect.stringMatching(/^the environment variable OTHER is not set; type it here/),
    },
  ])
  expect(drafts.problems('padlock.config.json', { ...sound, keys: { brand: 'gone.pem' } }, meant)).toEqual([
    { where: 'keys.brand', says: expect.stringContaining("gone.pem can't be read") },
  ])
})

test('a host that looks like production is asked about, once', ({ drafts }) => {
  const live = { ...sound, url: 'https://www.example.com' }
  const [problem] = drafts.problems('padlock.config.json', live, meant)
  expect(problem).toMatchObject({ where: 'url', asks: 'production' })
  expect(drafts.problems('padlock.config.json', live, { production: true })).toEqual([])
})

test('no path leads out of the folder: not of a key, nor of a secret', ({ drafts, folder }) => {
  for (const [where, change] of [
    ['keys.brand', { keys: { ...sound.keys, brand: '../brand.pem' } }],
    ['keys.iAdvize', { keys: { ...sound.keys, iAdvize: '/etc/passwd' } }],
    ['tls.ca', { tls: { ca: '/etc/ssl/certs/ca.pem' } }],
    ['users[0].password', { users: [{ username: 'ada', password: { file: '/etc/shadow' } }] }],
    ['headers.X', { headers: { X: { file: '../secret' } } }],
  ] as const) {
    const problems = drafts.write('padlock.config.json', { ...sound, ...change, sid: '' }, meant)
    const other = where === 'headers.X' ? ['headers'] : []
    expect(problems.map(problem => problem.where).toSorted()).toEqual([...other, where, 'sid'].toSorted())
    expect(() => readFileSync(join(folder, 'padlock.config.json'))).toThrow()
  }
})

test('what only the owner may say is neither shown nor changed, and stays', ({ drafts, folder }) => {
  const own = {
    headers: { 'X-Staging': 'secret in the file' },
    browser: { name: 'chromium', executablePath: '/opt/browser' },
  }
  writeFileSync(join(folder, 'padlock.config.json'), JSON.stringify({ ...sound, ...own }))
  const read = drafts.read('padlock.config.json')
  expect(read).toEqual({ ...sound, browser: { name: 'chromium' } })
  expect(drafts.write('padlock.config.json', { ...read, name: 'a shop' }, meant)).toEqual([])
  expect(JSON.parse(readFileSync(join(folder, 'padlock.config.json'), 'utf8'))).toEqual({
    ...sound,
    ...own,
    name: 'a shop',
  })
  const started = { ...sound, browser: { executablePath: '/bin/sh' } }
  expect(drafts.write('padlock.other.json', started, meant)).toEqual([
    { where: 'browser.executablePath', says: expect.stringContaining('yourself') },
  ])
})

test('only configurations are listed, read and written', ({ drafts, folder }) => {
  writeFileSync(join(folder, 'package.json'), '{"padlock": true}')
  writeFileSync(join(folder, 'padlock.config.ts'), "export default { users: [{ password: { env: 'ADA_PASSWORD' } }] }")
  expect(drafts.write('padlock.staging.json', { url: 'shop' }, meant)).not.toEqual([])
  expect(drafts.files().toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
    { name: 'padlock.config.ts', editable: false, variables: ['ADA_PASSWORD'] },
    { name: 'padlock.staging.json', editable: true, variables: [] },
  ])
  for (const name of ['package.json', '../padlock.json', 'padlock.config.ts', 'padlock/x.json', '']) {
    expect(() => drafts.read(name), name).toThrow('is no configuration that this page can change')
    expect(drafts.write(name, sound, meant), name).toEqual([
      { where: '', says: expect.stringContaining('expected a name') },
    ])
  }
  writeFileSync(join(folder, 'padlock.broken.json'), '{')
  expect(() => drafts.read('padlock.broken.json')).toThrow("can't be read: no JSON at line 1")
})
