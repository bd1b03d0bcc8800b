import { expect, test } from '@playwright/test'
import { providerAnswer, shape } from './provider-answer.ts'

const answered = (option: unknown) => providerAnswer({ authenticationOption: option })

test('the documented options are read', () => {
  expect(answered({ type: 'SECURED_AUTHENTICATION', token: 'abc' })).toMatchObject({ answer: 'secured', token: 'abc' })
  expect(answered({ type: 'ANONYMOUS' })).toEqual({
    answer: 'anonymous',
    option: { type: 'ANONYMOUS' },
    shape: "{ authenticationOption: { type: 'ANONYMOUS' } }",
  })
})

test('variants of the public boxed tag are tolerated and named', () => {
  const both = answered({ type: 'ANONYMOUS_AUTHENTICATION', token: null })
  expect(both).toMatchObject({ answer: 'anonymous', variant: 'ANONYMOUS_AUTHENTICATION, token: null' })
  expect(answered({ type: 'ANONYMOUS', token: null })).toMatchObject({ variant: 'token: null' })
})

test('anything else is invalid, and a string where the token belongs is kept', () => {
  for (const value of [undefined, null, 'token', [], {}, { authenticationOption: null }])
    expect(providerAnswer(value)).toMatchObject({ answer: 'invalid' })
  expect(answered({ type: 'SECURED_AUTHENTICATION' })).toMatchObject({ answer: 'invalid' })
  expect(answered({ type: 'SECURED_AUTHENTICATION', token: { token: 'abc' } })).not.toHaveProperty('token')
  expect(answered({ type: 'SECURED', token: 'abc' })).toMatchObject({ answer: 'invalid', token: 'abc' })
})

test('a shape names keys and lengths, never values', () => {
  expect(shape({ authenticationOption: { type: 'SECURED', token: 'a'.repeat(712) } })).toBe(
    "{ authenticationOption: { type: 'SECURED', token: string(712) } }",
  )
  expect(shape({ type: 'alice@example.com' })).toBe('{ type: string(17) }')
  expect(shape({ a: { b: { c: { d: 1 } } } })).toBe('{ a: { b: { c: object } } }')
  expect(shape([1, 2])).toBe('array(2)')
  expect(shape({ token: Promise.resolve() })).toBe('{ token: Promise }')
  expect(shape({ token: new Response() })).toBe('{ token: Response }')
  expect(shape(Object.fromEntries('abcdefghij'.split('').map(key => [key, true])))).toContain('h: boolean, … }')
})
