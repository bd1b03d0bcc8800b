import { journey } from '../harness/browser/stage/journey.ts'

/** The tag comes when the page has come to rest and has waited a while; then before the page's own scripts. */
journey(
  'the tag arrives late, and early',
  { id: 'tag-load-order', users: 1, movesTime: true },
  async ({ visitor, target, whileFaulty }) => {
    const account = target.pages.signedIn[0] ?? '/'
    await visitor.signIn()
    await whileFaulty('tag-held', async () => {
      await visitor.open(account)
      await visitor.letTimePass(5)
    })
    await visitor.waitUntilIdle()
    const letScriptsCome = await visitor.holdScripts()
    if (!letScriptsCome) return
    await visitor.open(account)
    await letScriptsCome()
    await visitor.waitUntilIdle()
  },
)
