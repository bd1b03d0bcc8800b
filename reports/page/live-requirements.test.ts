import { expect, test } from '@playwright/test'
import type { RequirementView } from '../../mock-iadvize/sandbox/schemas.ts'
import { liveRequirements, liveSighting } from './live-requirements.ts'

const row = (id: string, status: RequirementView['status'], more: Partial<RequirementView> = {}): RequirementView => ({
  id,
  level: 'MUST',
  basis: 'doc',
  title: `the title of ${id}`,
  status,
  because: null,
  findings: [],
  ...more,
})
const rows: RequirementView[] = [
  row('a/met', 'met'),
  row('a/unseen', 'not-observed', { because: 'not seen yet: a sign-out' }),
  row('a/broken', 'violated', {
    findings: [
      {
        outcome: 'violated',
        code: 'x',
        expected: 'one',
        received: '<b>two</b>',
        cure: 'make it one',
        page: '/',
        at: 7,
      },
    ],
  }),
  row('a/advised', 'violated', { level: 'SHOULD' }),
  row('a/later', 'blocked', { because: 'put a/broken right first' }),
  row('a/other-page', 'met-elsewhere', {
    findings: [{ outcome: 'met', code: null, expected: null, received: 'it', cure: null, page: '/account', at: 9 }],
  }),
  row('a/certify', 'not-live'),
]
const text = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

test('what was not seen, and what nobody here can judge, is not counted as met', () => {
  const { markup } = liveRequirements(rows)
  expect(text(markup)).toContain('1 of 6 met · 1 on another page · 2 to fix · 1 not seen yet')
  const groups = markup.split('<details').slice(1).map(text)
  expect(markup).toMatch(/data-key="To fix" open[^]*data-key="Not seen yet" open[^]*data-key="Met">/)
  expect(groups.map(group => group.replace(/^.*?>/, '').trim().split(' a/')[0]!.split(' the title')[0])).toEqual([
    'To fix 2',
    'Waiting for another 1',
    'Not seen yet 1',
    'Met on another page 1',
    'Met 1',
    'Only certify can judge these 1',
  ])
})

test('what is to fix says what was expected, what came, and the cure; advice looks like advice', () => {
  const { markup } = liveRequirements(rows)
  expect(text(markup)).toContain('Expected one Received &lt;b&gt;two&lt;/b&gt; Cure make it one')
  expect(markup).toMatch(/<li class="warning">.*the title of a\/advised/s)
  expect(markup).toContain('on / · <time data-at="7">')
  expect(text(markup)).toContain('put a/broken right first')
  expect(markup).toMatch(/<li class="not-observed">.*a\/other-page.*on \/account · <time data-at="9">/s)
})

test('a sighting bears its page and its moment', () => {
  const it = { id: 1, sid: '1', at: 5, page: '/<i>', kind: 'ext-id', text: 'extID is set', tone: 'warn' } as const
  const { markup } = liveSighting(it)
  expect(markup).toContain('<time data-at="5">')
  expect(markup).not.toContain('<i>')
})
