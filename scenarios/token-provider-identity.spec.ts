import { journey } from '../harness/browser/stage/journey.ts'

journey(
  'one user asks the token provider for another’s token',
  { id: 'token-provider-identity', users: 2, movesTime: true },
  async ({ visitor, visitorInAnotherBrowser, target }) => {
    const [first, second] = target.users
    const another = await visitorInAnotherBrowser()
    await another.signIn(second)
    await visitor.signIn(first)
    await another.findTokenProvider()
    await visitor.findTokenProvider()
    await visitor.probeTokenProvider(['as-page', 'as-another-user'], another)
  },
)
