import { expect, test } from '@playwright/test'
import { activation, fault, load, recording, signIn, token } from '../recording/literal.ts'
import type { TokenLiteral } from '../recording/literal.ts'
import { tokenShapes } from './token-shapes.ts'

const sound = token('first')
const alike = (facts: Partial<TokenLiteral['facts']>): TokenLiteral =>
  token('first', { facts: { ...sound.facts, ...facts } })

test('tokens that differ only in lengths and times are of one shape', () => {
  const other = alike({ length: 950, expiresAt: 1_764_000_060, lifetime: 59 })
  const shapes = tokenShapes([
    recording(signIn(), load('/a'), activation({ secured: alike({ expiresAt: 1_764_000_000 }) })),
    recording(signIn(), load('/b'), activation({ secured: other }), load('/c'), activation({ secured: other })),
  ])
  expect(shapes).toHaveLength(1)
  expect(shapes[0]).toMatchObject({
    tokens: 2,
    journeys: ['literal'],
    verdict: 'accepted',
    spans: { length: { least: 900, most: 950 }, lifetime: { least: 59, most: 60 } },
  })
})

test('a refused token is a shape of its own, and comes first; one that a fault of ours brought about is none', () => {
  const bad = {
    id: 'token/signature',
    level: 'MUST',
    stage: 'signature',
    code: 'x',
    expected: '',
    received: '',
    cure: '',
  } as const
  const refused = token('first', { verdict: 'refused', findings: [bad] })
  const shapes = tokenShapes([
    recording(
      signIn(),
      load('/a'),
      activation({ secured: sound }),
      load('/b'),
      activation({ secured: refused }),
      fault('provider-garbage', true),
      load('/c'),
      activation({ secured: alike({ segments: 1 }) }),
    ),
  ])
  expect(shapes.map(({ verdict, tokens }) => [verdict, tokens])).toEqual([
    ['refused', 1],
    ['accepted', 1],
  ])
})
