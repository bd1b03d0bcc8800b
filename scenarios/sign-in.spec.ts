import { journey } from '../harness/browser/stage/journey.ts'

journey('a guest signs in', { id: 'sign-in', users: 1, latency: true }, async ({ visitor, target }) => {
  await visitor.open(target.pages.guest[0] ?? '/')
  await visitor.signIn()
})
