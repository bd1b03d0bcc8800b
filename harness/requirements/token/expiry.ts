import { isKind, observed } from '../../recording/observed.ts'
import type { Recording, Token } from '../../recording/recording.ts'
import { tokenCheck, tokensShown } from '../token-check.ts'

/** Seconds that a token may be on its way, and the clocks of two machines differ. */
const onItsWay = 30

/** Seconds between the issue of a token and its first sight on this journey, by the clock that iAdvize had; null: it has no iat. */
const age = (recording: Recording, { ref, facts: { issuedAt } }: Token): number | null => {
  const answer = tokensShown(recording).find(({ token }) => token.ref === ref)?.answer
  if (issuedAt === null || !answer) return null
  const ahead = observed(recording)
    .slice(0, answer.context.index)
    .filter(isKind('clock-jump'))
    .reduce((sum, { minutes }) => sum + minutes * 60, 0)
  return Date.parse(recording.startedAt) / 1000 + answer.at / 1000 + ahead - issuedAt
}

/** One that was kept somewhere, or was made for somebody else, has expired because it is old: its exp was right once. */
const kept = ['activation/token-fresh', "activation/identity-is-the-session's"]

export default tokenCheck({
  id: 'token/expiry',
  level: 'MUST',
  basis: 'doc',
  title: 'exp is a number of seconds since 1970, in the future when the token arrives',
  because: 'an expired token is refused, and one that never expires serves a thief forever',
  source: { page: 'BE-FAQ', clause: 'Ensure you set all the required claims with the right prefixes' },
  yourSite: { table: 'claims', subject: '`exp`', says: 'seconds since 1970, not yet past when the token arrives' },
  stimulus: 'a page hands over a token whose claims can be read',
  follows: (recording, token, { code }) =>
    code === 'expired' && (age(recording, token) ?? Infinity) > onItsWay ? kept : [],
  remedy: () =>
    'set exp to a number of whole seconds: Math.floor(Date.now() / 1000) + 60; keep the server’s clock right (NTP)',
})
