import { activationsAndRenewals, identityBefore } from '../../recording/activations.ts'
import type { Activation } from '../../recording/activations.ts'
import { whereOf } from '../../recording/observed.ts'
import type { Recording, Token } from '../../recording/recording.ts'
import { signOuts } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance } from '../token-check.ts'
import { whereKept } from '../where-kept.ts'

type Known = Activation & { user: string; token: Token & { userId: string } }
const isKnown = (activation: Activation): activation is Known =>
  typeof activation.user === 'string' && activation.token?.userId != null

const isBefore = (one: Activation, other: Activation): boolean => one.call.context.index < other.call.context.index

/**
 * Whether this token is a new one with the identity of the person who was on this device before: logout/next-user-is-new
 * judges that. A token that somebody else had already shown is no such thing: it was made for them.
 */
const isInherited = (recording: Recording, { call, user, token }: Known): boolean =>
  signOuts(recording).some(signOut => {
    if (signOut.browser !== call.browser || signOut.user === user) return false
    if (signOut.closing.context.index > call.context.index) return false
    const before = identityBefore(recording, signOut)
    return before.userIds.has(token.userId) && !before.tokens.has(token.ref)
  })

/**
 * Whether a userId that is nobody's expected one is plainly the one of this user here: they keep it, and two browsers, or two
 * users with an id each, say so. A constant, and one that is new in each session, look like it in some journeys: what names
 * those is what such a finding follows from.
 */
const isSettled = (all: readonly Known[], { user, token, call }: Known): boolean => {
  const own = all.filter(other => other.user === user)
  return (
    own.every(other => other.token.userId === token.userId) &&
    (own.some(other => other.call.browser !== call.browser) ||
      all.some(other => other.user !== user && other.token.userId !== token.userId))
  )
}

const looks = { email: 'an e-mail address', phone: 'a phone number', uuid: 'a UUID', number: 'a number' } as const

/** What may be told of a userId. */
const described = ({ facts: { userId } }: Token): string => {
  if (userId === null) return ''
  const like = userId.looksLike === 'other' ? '' : `, in the form of ${looks[userId.looksLike]}`
  return ` (${userId.length} characters${like})`
}

export default requirement({
  id: "activation/identity-is-the-session's",
  level: 'MUST',
  basis: 'doc',
  title: "the token's userId is that of the user who is signed in",
  because: "with somebody else's userId a customer reads somebody else's conversations: the worst that can happen here",
  source: { page: 'BE-INFO' },
  yourSite: {
    table: 'claims',
    subject: '`https://iadvize.com/userId`',
    says: 'your id of the account: text of 1 to 255 characters, of the user who is signed in',
  },
  needs: ['token/decrypts', 'token/nested', 'token/user-id', 'token/user-id-unique', 'token/user-id-stable'],
  after: [...authenticationCalls, ...tokenAcceptance],
  inside: true,
  stimulus: 'a user whose userId is configured hands over a token with a readable userId',
  // Two users with one userId, or one token for both, are told all the same: by token/user-id-unique.
  notApplicable: recordings =>
    recordings.some(({ users }) => users.some(({ userId }) => userId !== null))
      ? null
      : "no user's userId is configured, so nobody can tell whose a token is. Judged all the same: token/user-id-unique and token/user-id-stable, by comparing users with each other. Put «userId» beside each user to have this judged as well",
  judge: recording => {
    const all = activationsAndRenewals(recording).filter(isKnown)
    const expected = new Map(recording.users.map(({ label, userId }) => [label, userId]))
    return all.flatMap(activation => {
      const { call, user, token } = activation
      const where = whereOf(call)
      const own = expected.get(user)
      if (own === token.userId) return [met(where, `the userId is that of the ${user} user`)]
      if (isInherited(recording, activation)) return []
      // A token that somebody else had shown before comes out of a cache: which one, its first sentence says.
      const isOld = all.some(earlier => earlier.token.ref === token.ref && isBefore(earlier, activation))
      const kept = isOld ? whereKept(recording, activation) : null
      const wrong = (code: string, received: string, follows: readonly string[] = []) =>
        violated(where, {
          code,
          expected: `the userId of the ${user} user, who is signed in`,
          received,
          follows,
          ...(kept !== null && {
            cure: `${kept} It was made for another user: whatever caches it does so without the user in its key`,
          }),
        })
      const other =
        [...expected].find(([label, userId]) => label !== user && userId === token.userId)?.[0] ??
        all.find(earlier => earlier.user !== user && earlier.token.ref === token.ref && isBefore(earlier, activation))
          ?.user
      if (other) return [wrong('identity-of-another', `the userId of the ${other} user`)]
      return own && isSettled(all, activation)
        ? [
            wrong(
              'identity-unknown',
              `always another userId than the configuration says${described(activation.token)}`,
              ['token/user-id-unique', 'token/user-id-stable'],
            ),
          ]
        : []
    })
  },
  codes: ['identity-of-another', 'identity-unknown'],
  remedy: ({ code, received }) =>
    code === 'identity-unknown'
      ? `compare the userId that your backend puts into the token of this user with users[].userId of the configuration: one of the two is wrong, and Padlock can’t know which. Of the site’s, a prefix that is missing or added, the id of another table, and the login name in place of the account’s id are the usual mistakes; of the configuration’s, an id that was copied from another environment`
      : `make each token for the user of the session that asks for it: today it holds ${received}. Look for a cache without the user in its key, for a variable that requests share, and for a user id taken from anything else than the session. If the token is right, users[].userId of the configuration is wrong`,
})
