import { journey } from '../harness/browser/stage/journey.ts'

journey(
  'the token provider is asked by others than its page',
  { id: 'token-provider-probes', users: 1, movesTime: true },
  async ({ visitor, target }) => {
    await visitor.open(target.pages.guest[0] ?? '/')
    await visitor.lookForPrivateKeys()
    await visitor.signIn()
    await visitor.open(target.pages.signedIn[0] ?? '/')
    await visitor.lookForPrivateKeys()
    await visitor.findTokenProvider()
    await visitor.probeTokenProvider(['as-page', 'as-guest', 'from-foreign-origin', 'in-parallel'])
    // As over a bad network: a page that leaves before the answer shows it.
    await visitor.signOut({ answeredAfter: 2.5 })
    await visitor.probeTokenProvider(['after-sign-out'])
  },
)
