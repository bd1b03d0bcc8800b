import { expect, test } from '@playwright/test'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { csv, csvOf } from './csv.ts'

/** A reader of RFC 4180. */
const read = (text: string): string[][] => {
  const rows: string[][] = [[]]
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (cells.lastIndex < text.length) {
    const at = cells.lastIndex
    const cell = cells.exec(text)
    if (!cell) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`)
    rows.at(-1)!.push(cell[1]?.replaceAll('""', '"') ?? cell[2] ?? '')
    if (cell[3] === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

for (const [name, result] of Object.entries(results))
  test(`a line a requirement, a column a journey, whatever the site says: ${name}`, () => {
    for (const of of [result, hostile(result)]) {
      const [header = [], ...rows] = read(csv(of))
      expect(rows).toHaveLength(of.requirements.length)
      for (const [index, row] of rows.entries()) {
        expect(row).toHaveLength(header.length)
        expect(row[4]).toBe(of.requirements[index]?.status)
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
      }
      expect(header.slice(9)).toHaveLength(of.journeys.length)
    }
  })

test('a journey says met, violated, blocked, or nothing', () => {
  const [header = [], ...rows] = read(csv(results.silentFailure))
  const extId = rows.find(([id]) => id === 'ext-id/absent')
  expect(extId?.slice(9)).toContain('violated')
  expect(extId?.[header.indexOf('code')]).toBe('ext-id-set')
  expect(rows.flatMap(row => row.slice(9)).every(cell => ['', 'met', 'violated', 'blocked'].includes(cell))).toBe(true)
})

test('what a spreadsheet would calculate is text', () => {
  expect(csvOf([['=1+1', '-2', '@a', '+b', 'a=b', 'say "x", y', 3]])).toBe(`'=1+1,'-2,'@a,'+b,a=b,"say ""x"", y",3\r\n`)
})
