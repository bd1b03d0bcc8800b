import { journey } from '../harness/browser/stage/journey.ts'

/** Signed in before the first fault, which is how the provider comes to be known. 401 comes last: a site may take it for the end of its session. */
journey(
  'the token provider fails',
  { id: 'token-provider-fails', users: 1, movesTime: true },
  async ({ visitor, target, whileFaulty }) => {
    const account = target.pages.signedIn[0] ?? '/'
    await visitor.signIn()
    for (const fault of [
      'provider-expired-token',
      'provider-server-error',
      'provider-garbage',
      'provider-login-page',
      'provider-unauthorised',
    ] as const) {
      await whileFaulty(fault, async () => {
        await visitor.open(account)
        await visitor.letTimePass(5)
      })
      await visitor.open(account)
    }
  },
)
