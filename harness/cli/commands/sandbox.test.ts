import { resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { keyFiles, type KeptKeys } from '../../../mock-iadvize/sandbox/kept-keys.ts'
import { brand, iAdvize } from '../../../mock-iadvize/samples/sample-keys.ts'
import { startWholeSandbox } from '../../sandbox/start-sandbox.ts'
import { givenSite, greeting, keysTold } from './sandbox.ts'

const { brandPrivate, brandPublic, iAdvizePrivate, iAdvizePublic } = keyFiles
const told = (files: string[], key: KeptKeys['brand'] = brand.publicKey): string =>
  keysTold('keys', { brand: key, iAdvize: iAdvize.privateKey, made: false, files, warnings: [] })

const keys: KeptKeys = {
  brand: brand.publicKey,
  iAdvize: iAdvize.privateKey,
  made: false,
  files: Object.values(keyFiles),
  warnings: [],
}

test('a start for other machines tells their addresses, and its token at a terminal alone', async () => {
  const token = 'sixteen/characters'
  const site = givenSite('4242', keys)
  const sandbox = await startWholeSandbox({
    port: 0,
    host: '127.0.0.1',
    token,
    sites: [site],
    iAdvizeKey: keys.iAdvize,
  })
  const opened = { ...sandbox, origin: 'http://127.0.0.1:1', origins: ['http://192.168.1.7:1'] }
  await sandbox.close()
  const start = { folder: 'keys', keys, stateFile: 'state.sqlite', token }
  const seen = greeting(opened, { ...start, atTerminal: true })
  for (const address of ['http://127.0.0.1:1/desk', 'http://192.168.1.7:1/inspector'])
    expect(seen).toContain(`${address}?token=sixteen%2Fcharacters\n`)
  expect(seen).toContain(`kept in ${resolve('state.sqlite')}`)
  const logged = greeting(opened, { ...start, atTerminal: false })
  expect(logged).toContain('http://192.168.1.7:1/inspector?token=TOKEN\n')
  expect(logged).not.toContain('sixteen')
  expect(greeting({ ...opened, origins: [] }, { ...start, token: null, atTerminal: true })).not.toMatch(
    /token=|other machines/,
  )
})

test('of the key files only those that are there are told, and what stands in for the others', () => {
  const whole = told(Object.values(keyFiles))
  expect(whole).toMatch(/brand-private\.pem +your token provider signs with it/)
  expect(whole).toMatch(/iadvize-test-public\.pem +it encrypts to this one/)
  const publicOnly = told([brandPublic, iAdvizePrivate, iAdvizePublic])
  expect(publicOnly).not.toContain(brandPrivate)
  expect(publicOnly).toMatch(/brand-public\.pem +verifies what your token provider signs/)
  const alone = told([iAdvizePrivate], null)
  expect(alone).not.toMatch(/brand-|iadvize-test-public/)
  expect(alone).toMatch(/no brand key +the site’s comes from keys\.brand of --config[^]*openssl pkey -in FILE -pubout/)
})
