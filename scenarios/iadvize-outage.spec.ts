import { journey } from '../harness/browser/stage/journey.ts'

/** First iAdvize keeps silent and answers late, then it cannot be reached. People go on signing out and in. */
journey(
  'iAdvize does not answer',
  { id: 'iadvize-outage', users: 1, movesTime: true },
  async ({ visitor, target, whileFaulty }) => {
    const account = target.pages.signedIn[0] ?? '/'
    await visitor.signIn()
    await visitor.open(account)
    let isOut = false
    await whileFaulty('api-held', async () => {
      await visitor.open(account)
      isOut = await visitor.attemptSignOut()
      if (isOut) await visitor.attemptSignIn()
    })
    // A sign-out that still waits may come to its end at any time from now on: nobody can say who is signed in.
    if (!isOut) return visitor.seeWhetherSignOutWorks(account)
    await visitor.waitUntilIdle()
    await whileFaulty('api-unreachable', async () => {
      await visitor.open(account)
      await visitor.letTimePass(5)
    })
    await visitor.open(account)
  },
)
