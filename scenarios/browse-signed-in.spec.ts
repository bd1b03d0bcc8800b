import { journey } from '../harness/browser/stage/journey.ts'

journey('a signed-in visitor browses', { id: 'browse-signed-in', users: 1 }, async ({ visitor, signedInPages }) => {
  await visitor.signIn()
  for (const path of signedInPages) await visitor.open(path)
  for (const path of signedInPages.slice(0, 2)) await visitor.follow(path)
  await visitor.reload()
  await visitor.openInNewTab(signedInPages[0] ?? '/')
})
