import { expect, test } from '@playwright/test'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { markdown } from './markdown.ts'
import { failures, problems } from '../wording/problems.ts'
import { verdictTitle } from '../wording/words.ts'

/** What a reader of the rendered page reads, without the marks that are ours. */
const read = (text: string): string =>
  text
    .replace(/<!-- padlock -->|<\/?(?:code|details|summary|sub)>|<br>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

for (const [name, result] of Object.entries(results)) {
  test(`it begins with the verdict, tells every failure with its cure, and every requirement: ${name}`, () => {
    const text = read(markdown(result))
    expect(text.split('\n').find(line => line.startsWith('## '))).toContain(verdictTitle(result))
    for (const failure of failures(result)) {
      const [problem] = problems(failure)
      for (const part of [failure.id, problem!.expected, problem!.received, problem!.cure]) expect(text).toContain(part)
    }
    for (const { id } of result.requirements) expect(text).toContain(id)
  })

  test(`tables keep their columns, and hostile text stays text: ${name}`, () => {
    const text = markdown(hostile(result))
    const lines = text.split('\n')
    for (const [index, line] of lines.entries())
      if (/^\|[- :|]+\|$/.test(line))
        for (let at = index; lines[at]?.startsWith('|'); at++)
          expect(lines[at]!.split('|').length).toBe(line.split('|').length)
    const html = text.replace(/<!-- padlock -->|<\/?(?:code|details|summary|sub)>|<br>/g, '')
    expect(html).not.toMatch(/[<>](?!\s|$)/)
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })
}

test('the first cause stands before the table, with how many wait for it', () => {
  const text = read(markdown(results.oneCause))
  expect(text.indexOf('### Start here:')).toBeLessThan(text.indexOf('### Violated (1)'))
  expect(text).toContain('12 more requirements wait for this one.')
})

test('what limits the verdict is told at its head', () => {
  const head = (name: keyof typeof results): string => read(markdown(results[name])).split('\n###')[0]!
  expect(head('partial')).toContain('**Only a part was judged**')
  expect(head('missing')).toContain('**A part never conforms:** 1 of 3 journeys is missing: sign-out. Play all')
  expect(head('baselined')).toContain('**This run has a baseline,**')
  expect(head('baselined')).toMatch(/^.*\n## ! Conforms, but for 2 known findings/)
  expect(head('incomplete')).toContain('**The journey «a visitor signs out» stopped:** No element matches')
})
