import { expect, test } from '@playwright/test'
import { invalidOptionCure } from './invalid-option.ts'
import { shape } from './provider-answer.ts'

const withToken = (token: unknown) => ({ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } })

const answers: [string, unknown, RegExp][] = [
  ['nothing', undefined, /^the provider returned undefined: let it return \{.* with the word return$/],
  ['the token alone', 'eyJ', /^the provider returned the token alone: let it return \{ authenticationOption/],
  [
    'the option without its member',
    { type: 'SECURED_AUTHENTICATION', token: 'e' },
    /put that into \{ authenticationOption/,
  ],
  ['a type without a token', { authenticationOption: { type: 'SECURED_AUTHENTICATION' } }, /^there is no token beside/],
  ['a token that is undefined', withToken(undefined), /^the token is undefined: let the provider await/],
  ['an empty token', withToken(''), /^the token is empty: /],
  ['a promise', withToken(Promise.resolve('eyJ')), /^the token is a promise: await it/],
  ['a response', withToken(new Response('eyJ')), /^the token is the response of fetch: await its text/],
  ['the whole answer', withToken({ token: 'eyJ' }), /^the token is no string: return the token itself/],
  ['several tokens', withToken(['eyJ']), /^the token is no string: /],
  ['a number', withToken(1), /^the token is a number: return it as a string$/],
  ['a misspelt type', { authenticationOption: { type: 'SECURED', token: 'e' } }, /^there is no type «SECURED»: /],
  ['something else', { authenticationOption: {} }, /^the provider returned \{ authenticationOption: \{\} \}: let it/],
]

for (const [what, answer, cure] of answers)
  test(`the cure of ${what}`, () => {
    expect(invalidOptionCure(shape(answer))).toMatch(cure)
  })
