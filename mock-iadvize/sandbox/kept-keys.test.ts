import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { fingerprint } from '../token/keys.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { KeyFileError, keptKeys, keyFiles } from './kept-keys.ts'

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-keys-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
})
const keyOf = {
  [keyFiles.brandPrivate]: brand.privateKey,
  [keyFiles.brandPublic]: brand.publicKey,
  [keyFiles.iAdvizePrivate]: iAdvize.privateKey,
  [keyFiles.iAdvizePublic]: iAdvize.publicKey,
}
const put = (folder: string, name: keyof typeof keyOf, key = keyOf[name]): void => {
  const type = key.type === 'private' ? 'pkcs8' : 'spki'
  writeFileSync(join(folder, name), key.export({ type, format: 'pem' }), { mode: 0o600 })
}
const problems = async (folder: string): Promise<readonly string[]> => {
  const error = await keptKeys(folder).then(
    () => new Error('they were taken'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof KeyFileError)) throw error
  return error.problems
}

test('made where there are none, and the same when they are read again', async ({ folder }) => {
  const made = await keptKeys(join(folder, 'new'))
  expect(made).toMatchObject({ made: true, warnings: [] })
  expect(statSync(join(folder, 'new', keyFiles.brandPrivate)).mode & 0o777).toBe(0o600)
  const read = await keptKeys(join(folder, 'new'))
  expect(read).toMatchObject({ made: false, files: Object.values(keyFiles), warnings: [] })
  expect([read.brand, read.iAdvize].map(key => key && fingerprint(key))).toEqual(
    [made.brand, made.iAdvize].map(key => key && fingerprint(key)),
  )
})

test('of a pair the private half is enough; without either half the brand has no key', async ({ folder }) => {
  put(folder, keyFiles.iAdvizePrivate)
  expect(await keptKeys(folder)).toMatchObject({ brand: null, files: [keyFiles.iAdvizePrivate] })
  put(folder, keyFiles.brandPrivate)
  const { brand: key } = await keptKeys(folder)
  expect(key && [key.type, fingerprint(key)]).toEqual(['public', fingerprint(brand.publicKey)])
})

test('half of a folder is refused, and nothing is written beside it', async ({ folder }) => {
  put(folder, keyFiles.brandPublic)
  expect(await problems(folder)).toEqual([
    expect.stringContaining(
      `holds ${keyFiles.brandPublic}, and not ${keyFiles.iAdvizePrivate}, which opens the tokens`,
    ),
  ])
  expect(readdirSync(folder)).toEqual([keyFiles.brandPublic])
})

test('halves of different pairs are told, those of both sides at once', async ({ folder }) => {
  put(folder, keyFiles.brandPrivate)
  put(folder, keyFiles.brandPublic, iAdvize.publicKey)
  put(folder, keyFiles.iAdvizePrivate)
  put(folder, keyFiles.iAdvizePublic, brand.publicKey)
  expect(await problems(folder)).toEqual([
    expect.stringContaining(`${keyFiles.brandPrivate} and ${keyFiles.brandPublic} are not halves of one pair`),
    expect.stringContaining(`${keyFiles.iAdvizePrivate} and ${keyFiles.iAdvizePublic} are not halves of one pair`),
  ])
})

test('a private key that others can read is told with the cure, and left as it is', async ({ folder }) => {
  for (const name of Object.values(keyFiles)) put(folder, name)
  chmodSync(join(folder, keyFiles.brandPrivate), 0o644)
  chmodSync(join(folder, keyFiles.brandPublic), 0o644)
  const file = join(folder, keyFiles.brandPrivate)
  expect((await keptKeys(folder)).warnings).toEqual([
    `«${file}» is a private key that others can read: chmod 600 ${file}`,
  ])
})

test('a folder in which a file is in the way gets no keys at all', async ({ folder }) => {
  writeFileSync(join(folder, 'file'), '')
  expect(await problems(join(folder, 'file', 'keys'))).toEqual([expect.stringContaining("can't be written to")])
})
