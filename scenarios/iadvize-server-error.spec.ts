import { journey } from '../harness/browser/stage/journey.ts'

/** Signed in before the fault: what the page after it lacks, it had before. Time passes, so that late second tries show. */
journey(
  'iAdvize answers with a server error',
  { id: 'iadvize-server-error', users: 1, movesTime: true },
  async ({ visitor, target, whileFaulty }) => {
    const account = target.pages.signedIn[0] ?? '/'
    await visitor.signIn()
    await whileFaulty('api-server-error', async () => {
      await visitor.open(account)
      await visitor.letTimePass(5)
    })
    await visitor.open(account)
    let isOut = false
    await whileFaulty('api-server-error', async () => {
      isOut = await visitor.attemptSignOut()
    })
    if (!isOut) await visitor.seeWhetherSignOutWorks(account)
  },
)
