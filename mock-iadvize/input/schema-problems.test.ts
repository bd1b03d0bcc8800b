import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { schemaProblems } from './schema-problems.ts'

const schema = z.strictObject({
  url: z.url().describe('where it is'),
  code: z.string().regex(/^a/),
  count: z.number().int().positive().max(5),
  ratio: z.number().multipleOf(0.5),
  names: z.array(z.string()).min(1).max(1),
  either: z.union([z.string(), z.number()]),
  kind: z.enum(['one', 'two']),
  secret: z.string().max(3),
  other: z.boolean().describe('left out as a rule').optional(),
})

test('no mistake is told in the words of the library, and no secret at all', () => {
  const given = {
    url: 'x',
    code: 'b',
    count: 0,
    ratio: 0.7,
    names: ['a', 'b'],
    either: [],
    kind: 'three',
    secret: 'hunter2',
    other: 1,
    knd: 1,
  }
  const { error } = schema.safeParse(given)
  const problems = schemaProblems(given, error!, { schema, isSecret: path => path[0] === 'secret' })
  expect(problems.map(({ where, says }) => `${where}: ${says}`)).toEqual([
    'url: expected something else (where it is); received «x»',
    'code: expected something else; received «b»',
    'count: expected more than 0; received 0',
    'ratio: expected something else; received 0.7',
    'names: expected at most 1 entry in the list; received a list',
    'either: expected something else; received an empty list',
    'kind: expected "one" or "two"; received «three»',
    'secret: expected at most 3 characters; received a text that is not shown here',
    'other: expected true or false (left out as a rule); received 1',
    'knd: unknown key; did you mean «kind»?',
  ])
})
