import { journey } from '../harness/browser/stage/journey.ts'

/** With extID planted, the silent failure must show (a JWT and no padlock); once it is removed, the padlock must come. */
journey('extID is removed', { id: 'ext-id-removal', users: 1, movesTime: true }, async ({ visitor, target }) => {
  const removeExtId = await visitor.plantExtId()
  await visitor.signIn()
  await removeExtId()
  await visitor.open(target.pages.signedIn[0] ?? '/')
  await visitor.letTimePass(10)
})
