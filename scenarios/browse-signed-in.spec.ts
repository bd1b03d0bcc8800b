import { journey } from '../harness/browser/stage/journey.ts'

journey('a signed-in visitor browses', { id: 'browse-signed-in', users: 1 }, async ({ visitor, target }) => {
  await visitor.signIn()
  for (const path of target.pages.signedIn) await visitor.open(path)
  for (const path of target.pages.signedIn.slice(0, 2)) await visitor.follow(path)
  await visitor.reload()
  await visitor.openInNewTab(target.pages.signedIn[0] ?? '/')
})
