import { journey } from '../harness/browser/journey.ts'

journey(
  'iAdvize answers with a server error',
  { id: 'iadvize-server-error', users: 1 },
  async ({ visitor, target, whileFaulty }) => {
    const account = target.pages.signedIn[0] ?? '/'
    await whileFaulty('exchange-server-error', async () => {
      await visitor.signIn()
    })
    await visitor.open(account)
  },
)
