/** What to do about an option that `activate` refuses, told by its shape (tag/provider-answer.ts): no value of it is needed. */

const secured = "{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }"
const anonymous = "{ authenticationOption: { type: 'ANONYMOUS' } }"

/** What may stand where the token belongs: [its shape, what is told of it] */
const wrongTokens: [RegExp, string][] = [
  [
    /^(undefined|null)\b/,
    'is $1: let the provider await what your backend answers, and return the member of it that holds the token',
  ],
  [/^string\(0\)/, 'is empty: let the provider await what your backend answers, and look at what it makes'],
  [/^Promise\b/, 'is a promise: await it, so that the token itself is returned'],
  [/^Response\b/, 'is the response of fetch: await its text() or json(), and return the token that is in it'],
  [/^(?=[{a])/, 'is no string: return the token itself, and not the backend’s whole answer'],
  [/^(\w+)/, 'is a $1: return it as a string'],
]

/** One sentence, without its full stop. `shape`: as the tag records it, `{ type: 'SECURED', token: string(712) }` */
export function invalidOptionCure(shape: string): string {
  const [, type] = /\btype: '(\w+)'/.exec(shape) ?? []
  const [, token] = /\btoken: (.*)/.exec(shape) ?? []
  if (/^(undefined|null)$/.test(shape))
    return `the provider returned ${shape}: let it return ${secured} or ${anonymous}, with the word return`
  if (shape.startsWith('string(')) return `the provider returned the token alone: let it return ${secured}`
  const isWrapped = shape.startsWith('{ authenticationOption: ')
  if (!isWrapped && (type === 'SECURED_AUTHENTICATION' || type === 'ANONYMOUS'))
    return `the provider returned ${shape}: put that into { authenticationOption: … }`
  if (type === 'SECURED_AUTHENTICATION') {
    if (token === undefined) return `there is no token beside the type: let the provider return ${secured}`
    for (const [known, told] of wrongTokens) {
      const match = known.exec(token)
      if (match) return `the token ${told.replace('$1', match[1] ?? '')}`
    }
  }
  if (isWrapped && type !== undefined)
    return `there is no type «${type}»: let the provider return ${secured} or ${anonymous}`
  return `the provider returned ${shape}: let it return ${secured} or ${anonymous}`
}
