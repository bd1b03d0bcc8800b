import { whereOf } from '../../recording/observed.ts'
import { canBeRepeated, probesOf, noProvider, userIdsOf } from '../../recording/provider.ts'
import type { Probe } from '../../recording/provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance } from '../token-check.ts'

const counted = (count: number, of: readonly unknown[], what: string): string => `${count} of ${of.length} ${what}`

/** What is wrong with the answers; null: nothing. */
const fault = (probes: readonly Probe[], own: ReadonlySet<string>): { code: string; received: string } | null => {
  const refused = probes.filter(({ token }) => token === null)
  if (refused.length > 0) {
    const statuses = [...new Set(refused.map(({ status }) => status))].join(', ')
    return { code: 'refused-in-parallel', received: counted(refused.length, probes, `brought no token (${statuses})`) }
  }
  const distinct = new Set(probes.map(({ token }) => token)).size
  if (distinct < probes.length)
    return { code: 'same-token', received: `${distinct} different tokens in ${probes.length} answers` }
  const invalid = probes.filter(({ answer }) => answer?.verdict === 'refused')
  if (invalid.length > 0)
    return { code: 'invalid-in-parallel', received: counted(invalid.length, probes, 'tokens were refused') }
  const strange = probes.filter(({ answer }) => answer?.userId != null && !own.has(answer.userId))
  return own.size > 0 && strange.length > 0
    ? { code: 'other-user-in-parallel', received: counted(strange.length, probes, 'tokens were somebody else’s') }
    : null
}

export default requirement({
  id: 'provider/parallel',
  level: 'SHOULD',
  basis: 'practice',
  title: 'twenty calls at once bring twenty valid tokens of the same user',
  because: 'a customer with several tabs open makes such calls when the browser starts, and one tab would be left out',
  source: { page: 'FE-AUTH' },
  yourSite: { table: 'provider', says: 'answers twenty requests at once, each with a valid token of that user' },
  needs: [...tokenAcceptance, 'activation/token-fresh', 'token/user-id-stable'],
  after: authenticationCalls,
  stimulus: 'the token provider is asked twenty times at once, as the page asks it',
  codes: ['refused-in-parallel', 'same-token', 'invalid-in-parallel', 'other-user-in-parallel'],
  notApplicable: noProvider,
  judge: recording => {
    const probes = probesOf(recording, 'in-parallel')
    const [first] = probes
    if (!first || !canBeRepeated(recording)) return []
    // Slow is not wrong: what the provider would have answered, and how busy this machine was, nobody knows.
    if (probes.some(({ status }) => status === 'timed-out')) return []
    const where = whereOf(first)
    const wrong = fault(probes, userIdsOf(recording, first.user))
    const expected = `${probes.length} different, valid tokens of the ${first.user} user`
    return [wrong ? violated(where, { ...wrong, expected }) : met(where, expected)]
  },
  remedy: ({ code, received }) => {
    const today = `today ${received}`
    if (code === 'refused-in-parallel')
      return `let no call wait for, or fail by, another of the same session: no lock, no single token slot, no limit below what a few tabs need; ${today}`
    if (code === 'same-token') return `make a new token for each call, and keep none; ${today}`
    return `share nothing between calls that are made at the same time: no variable of the module for user, claims or cipher; ${today}`
  },
})
