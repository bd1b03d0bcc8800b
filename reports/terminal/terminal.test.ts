import { expect, test } from '@playwright/test'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { failures } from '../wording/problems.ts'
import { terminal } from './terminal.ts'

const plain = { colour: false, width: 80 }
const flat = (text: string): string => text.replace(/\s+/g, ' ')

for (const [name, result] of Object.entries(results)) {
  test(`80 columns, no colour unless asked, counts that add up: ${name}`, () => {
    const text = terminal(result, plain)
    expect(Math.max(...text.split('\n').map(line => [...line].length))).toBeLessThanOrEqual(80)
    expect(text).not.toContain('\u001b')
    const told =
      /(\d+) requirements?: (\d+) met · (\d+) violated.* · (\d+) blocked · (\d+) not observed · (\d+) not applicable/.exec(
        flat(text),
      )
    const [all, ...parts] = (told ?? []).slice(1).map(Number)
    expect(all).toBe(result.requirements.length)
    expect(parts.reduce((sum, each) => sum + each, 0)).toBe(all)
    expect(flat(text)).toContain(result.summary)
    for (const { id } of failures(result)) expect(text).toContain(`padlock explain ${id}`)
  })

  test(`no text of the site orders the terminal about: ${name}`, () => {
    // eslint-disable-next-line no-control-regex
    expect(terminal(hostile(result), plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })
}

test('the tally is broken between its parts, and a certificate is told where it lies', () => {
  const certificate = { path: '/tmp/a b/certificate.jws', says: 'a full conforming run' }
  const text = terminal(results.baselined, { colour: false, width: 60, certificate })
  expect(text).toMatch(/\n24 requirements: .* ·\n {2}\d+ [a-z]+[^\n]*· 0 not applicable\n/)
  expect(text).toContain('\nsigned a full conforming run\ncertificate /tmp/a b/certificate.jws\n')
})

test('colour only wraps what is there without it', () => {
  const coloured = terminal(results.oneCause, { ...plain, colour: true })
  expect(coloured).toContain('\u001b[31m')
  // eslint-disable-next-line no-control-regex
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(terminal(results.oneCause, plain))
})

test('the first cause comes first, with expected, received, where, why and cure in this order', () => {
  const text = terminal({ ...results.manyFindings, firstCause: 'token/signature' }, plain)
  const start = text.slice(text.indexOf('start here'))
  expect(start.split('\n')[1]).toBe('✗ token/signature  MUST')
  const parts = ['expected', 'received', 'where', 'why', 'cure', 'more'].map(part => start.indexOf(`\n  ${part} `))
  expect(parts.every(at => at > 0)).toBe(true)
  expect(parts).toEqual([...parts].sort((one, other) => one - other))
  expect(text.match(/start here/g)).toHaveLength(1)
})

test('of few journeys it tells what is met on them, and counts what they can’t show', () => {
  const few = { ...results.missing, partial: { only: [], missing: ['a', 'b', 'c', 'd'] } }
  const text = flat(terminal(few, plain))
  expect(text).toContain('met on what was played (23) activation/every-page, ')
  expect(text).toContain('1 requirement not observed: these journeys alone do not show it')
  expect(terminal(results.missing, plain)).not.toContain('met on what')
})

test('the first cause tells how to see it again, where a run was made, in one line', () => {
  const again = 'certify --config a-configuration-with-a-long-name.ts'
  const lines = terminal(results.manyFindings, { ...plain, again }).split('\n')
  expect(lines.filter(line => line.includes('--journey'))).toEqual([`  again     padlock ${again} --journey sign-in`])
  expect(terminal(results.manyFindings, plain)).not.toContain('--journey')
  expect(terminal(results.conforming, { ...plain, again })).not.toContain('--journey')
})

test('the same fault in several places is told once', () => {
  const text = flat(terminal(results.oneCause, plain))
  expect(text).toContain('after 1.8 s (and 2 more places)')
  expect(text.match(/none of the 1 known keys/g)).toHaveLength(1)
})

test('blocked requirements are one line that names the cause', () => {
  const text = terminal(results.oneCause, plain)
  expect(text).toContain('12 more requirements blocked by token/signature: fix that first')
  expect(text).not.toContain('token/user-id')
})

test('not observed, stopped, partial and the path of the report are told', () => {
  const text = flat(terminal(results.incomplete, { ...plain, report: '/tmp/a b/index.html' }))
  expect(text).toContain('? logout/called MUST The journey «sign out» stopped')
  expect(text).toContain('stopped journey «a visitor signs out»: No element matches')
  expect(text).toContain('report /tmp/a b/index.html')
  expect(text).toContain('Incomplete. ')
  expect(flat(terminal(results.partial, plain))).toContain(
    'only token/*: a part of the catalogue, which never conforms',
  )
})

test('where nothing was seen, the summary says why, once', () => {
  const { journeys, counts } = results.incomplete
  const why = journeys.find(({ outcome }) => outcome === 'stopped')?.because ?? ''
  const down = {
    ...results.incomplete,
    counts: { ...counts, met: 0, violated: 0, blocked: 0, 'not-observed': 63, 'not-applicable': 0 },
    summary: `Nothing could be judged: ${why}.`,
  }
  const text = flat(terminal(down, plain))
  expect(text.split(why)).toHaveLength(2)
  expect(text).not.toContain('63')
})

test('what is not applicable is named, with the reason in short', () => {
  const [one, two, ...rest] = results.conforming.requirements
  const because = 'nobody asks: there is no request'
  const inapplicable = [one!, two!].map(row => ({ ...row, status: 'not-applicable' as const, because }))
  const text = flat(terminal({ ...results.conforming, requirements: [...inapplicable, ...rest] }, plain))
  expect(text).toContain(`not applicable ${one!.id} and ${two!.id} (nobody asks)`)
})

test('what the browser hid from the run is told', () => {
  const text = terminal({ ...results.conforming, notes: ['Beacons were not seen.'] }, plain)
  expect(text).toContain('\nnote Beacons were not seen.\n')
})

test('a SHOULD is a warning, unless the run is strict', () => {
  expect(terminal(results.oneCause, plain)).toContain('! token/lifetime  SHOULD, a warning')
  expect(terminal({ ...results.oneCause, strict: true }, plain)).toContain('✗ token/lifetime  SHOULD\n')
})

test('known findings are told with their reason, and an entry that is out of date loudly', () => {
  const text = flat(terminal(results.baselined, plain))
  expect(text).toContain('baseline padlock-baseline.json: what it knows does not count against the verdict')
  expect(text).toContain('! ext-id/absent MUST known until 2026-03-31: The shop of 2026 does without extID')
  expect(text).toContain('1 requirement blocked by ext-id/absent: the baseline knows it')
  expect(text).toContain('the baseline is out of date (1) ✗ logout/called happens no longer: remove the entry')
  expect(text).toContain('Conforms, but for 2 known findings, and the baseline is out of date.')
  expect(text).not.toContain('start here')
})

test('journeys without a recording are named', () => {
  expect(flat(terminal(results.missing, plain))).toContain('part 1 of 3 journeys is missing: sign-out')
})
