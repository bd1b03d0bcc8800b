import { expect, test } from '@playwright/test'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { stackCode } from './in-the-backend.ts'
import { languageNames, stacks } from './snippet.ts'
import { cureTopics, snippetsFor, snippetsOf, trapsOf } from './snippets.ts'

test('every MUST of the token, of activation, of sign-out and of extID has code that helps', async () => {
  const without = (await loadCatalogue())
    .filter(({ id, level }) => level === 'MUST' && /^(?:token|activation|logout|ext-id)\//.test(id))
    .filter(({ id }) => snippetsFor(id).length === 0)
  expect(without.map(({ id }) => id)).toEqual([])
})

test('no cure is told of a requirement that does not exist', async () => {
  expect(cureTopics('no/such')).toEqual([])
  const areas = new Set((await loadCatalogue()).map(({ id }) => id.split('/')[0]))
  for (const area of ['token', 'activation', 'logout', 'ext-id', 'padlock', 'spa', 'tag', 'failure', 'provider'])
    expect(areas).toContain(area)
})

test('the token and its provider are told in every language, the own one first', () => {
  for (const id of ['token/signature', 'provider/not-cacheable']) {
    expect(snippetsFor(id).map(({ language }) => language)).toEqual([...stacks])
    for (const stack of stacks) expect(snippetsFor(id, stack)[0]?.language).toBe(stack)
  }
  expect(snippetsFor('logout/called', 'php').map(({ language }) => language)).toEqual(['browser'])
})

test('all code is short enough to be read, and names the values of the contract', async () => {
  const topics = new Set((await loadCatalogue()).flatMap(({ id }) => cureTopics(id)))
  expect(topics.size).toBeGreaterThan(7)
  for (const topic of topics)
    for (const { language, text } of snippetsOf(topic)) {
      const name = `${topic.id} in ${languageNames[language]}`
      expect(text.split('\n').length, name).toBeLessThan(90)
      for (const line of text.split('\n')) expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(120)
    }
  const [maker] = cureTopics('token/signature')
  for (const { text } of snippetsOf(maker!)) {
    expect(text).toContain('https://iadvize.com/userId')
    expect(text).toContain('https://livechat.iadvize.com')
    expect(text).toMatch(/RSA.OAEP.256/)
    expect(text).toMatch(/A256GCM|aes-256-gcm/)
    expect(text).toContain('60')
  }
})

test('each trap breaks requirements that exist, and is known under its own stack alone', async () => {
  const ids = (await loadCatalogue()).map(({ id }) => id)
  for (const stack of stacks)
    for (const { requirements, text } of stackCode[stack].traps)
      for (const id of requirements) {
        expect(ids, text).toContain(id)
        expect(trapsOf(id, stack)).toContain(text)
        expect(trapsOf(id)).toContain(text)
        for (const other of stacks.filter(one => one !== stack)) expect(trapsOf(id, other)).not.toContain(text)
      }
  expect(trapsOf('token/outer-alg', 'php').join()).toContain('openssl_public_encrypt')
  expect(trapsOf('logout/called')).toEqual([])
})
