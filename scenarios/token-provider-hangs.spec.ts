import { journey } from '../harness/browser/stage/journey.ts'

journey(
  'the token provider hangs',
  { id: 'token-provider-hangs', users: 1, movesTime: true },
  async ({ visitor, target, whileFaulty }) => {
    const account = target.pages.signedIn[0] ?? '/'
    await visitor.signIn()
    await whileFaulty('provider-slow', async () => {
      await visitor.open(account)
      await visitor.letTimePass(5)
      await visitor.letProviderAnswer()
    })
    await whileFaulty('provider-never', async () => {
      await visitor.open(account)
      await visitor.letTimePass(30)
    })
    await visitor.open(account)
  },
)
