import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { results } from '../samples/results.ts'
import { formats } from './all.ts'

const folder = new URL('./', import.meta.url)
const declared = readdirSync(folder)
  .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .filter(file => /^export const \w+: Format = /m.test(readFileSync(new URL(file, folder), 'utf8')))

test('every format of the folder is entered in all.ts, once', () => {
  expect(new Set(formats.map(({ name }) => name)).size).toBe(declared.length)
  expect(new Set(formats.map(({ file }) => file)).size).toBe(declared.length)
  expect(formats).toHaveLength(declared.length)
})

for (const { name, render, recognises } of formats)
  test(`${name}: each result is rendered, and known as Padlock's by this format alone`, () => {
    for (const result of Object.values(results)) {
      const text = render(result)
      expect(formats.filter(format => format.recognises(text)).map(format => format.name)).toEqual([name])
    }
    expect(recognises('')).toBe(false)
    expect(recognises('notes of somebody else about padlock\n')).toBe(false)
  })
