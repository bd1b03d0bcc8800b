import { journey } from '../harness/browser/stage/journey.ts'

journey('a visitor signs out', { id: 'sign-out', users: 1 }, async ({ visitor, target }) => {
  const account = target.pages.signedIn[0] ?? '/'
  await visitor.signIn()
  await visitor.openInNewTab(account)
  await visitor.switchToTab(1)
  await visitor.signOut()
  await visitor.reload()
  await visitor.goBack()
  await visitor.switchToTab(2)
  await visitor.reload()
})
