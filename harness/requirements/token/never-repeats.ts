import { whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance, tokensShown } from '../token-check.ts'

const parts = { contentKey: 'content encryption key', iv: 'initialization vector' } as const

export default requirement({
  id: 'token/never-repeats',
  level: 'MUST',
  basis: 'practice',
  title: 'content encryption key and initialization vector are new for each token',
  because: 'two tokens under one key and vector give away what is in them, and let others forge more',
  source: { page: 'RFC 7518', clause: '§8.4: an IV value MUST NEVER be used multiple times with the same AES GCM key' },
  yourSite: { table: 'token', subject: 'content key, IV', says: 'new for each token: the JOSE library makes them' },
  after: [...authenticationCalls, 'activation/token-fresh', ...tokenAcceptance],
  live: true,
  stimulus: 'two different tokens that open are handed over',
  judge: recording => {
    const opened = tokensShown(recording).filter(({ token }) => token.contentKey !== null && token.iv !== null)
    return opened.slice(1).map(({ token, answer }, index) => {
      const where = whereOf(answer)
      const before = opened.slice(0, index + 1)
      const repeated = (['contentKey', 'iv'] as const).filter(part =>
        before.some(({ token: other }) => other[part] === token[part]),
      )
      if (repeated.length === 0) return met(where, `token ${token.ref} shares neither with an earlier one`)
      return violated(where, {
        code: repeated.map(part => (part === 'iv' ? 'iv' : 'content-key')).join('-and-') + '-repeated',
        expected: 'a key and a vector that no earlier token had',
        received: `a token with the ${repeated.map(part => parts[part]).join(' and the ')} of an earlier one`,
      })
    })
  },
  remedy: () =>
    'let the JOSE library generate both for every token: remove any content key or IV that is configured, constant, or made once at start',
})
