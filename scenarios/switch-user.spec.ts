import { journey } from '../harness/browser/stage/journey.ts'

journey(
  'another person signs in on the same device',
  { id: 'switch-user', users: 2, latency: true },
  async ({ visitor, target }) => {
    const [first, second] = target.users
    await visitor.signIn(first)
    await visitor.signOut()
    await visitor.signIn(second)
    await visitor.open(target.pages.signedIn[0] ?? '/')
  },
)
