import { journey } from '../harness/browser/stage/journey.ts'

/** Two pages before the expiry: a token that is kept somewhere shows on the second, and explains what follows. */
journey(
  "iAdvize's session expires",
  { id: 'session-expiry', users: 1, movesTime: true, latency: true },
  async ({ visitor, target }) => {
    await visitor.signIn()
    await visitor.open(target.pages.signedIn[0] ?? '/')
    await visitor.letSessionExpire()
  },
)
