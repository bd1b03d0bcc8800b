import { journey } from '../harness/browser/stage/journey.ts'

/** The page is seen with the tag first: without it, it should be the same but for the chat. */
journey(
  'the tag cannot be loaded',
  { id: 'tag-unreachable', users: 1, movesTime: true, latency: true },
  async ({ visitor, target, whileFaulty }) => {
    const account = target.pages.signedIn[0] ?? '/'
    await visitor.signIn()
    await visitor.open(account)
    let isOut = false
    await whileFaulty('tag-unreachable', async () => {
      await visitor.open(account)
      isOut = await visitor.attemptSignOut()
      if (isOut) await visitor.attemptSignIn()
    })
    if (!isOut) await visitor.seeWhetherSignOutWorks(account)
  },
)
