import { journey } from '../harness/browser/stage/journey.ts'

/**
 * With extID planted, the silent failure must show (a JWT and no padlock); once it is removed, the padlock must come. Then each page
 * gets the time in which old scripts set it late: one that was forgotten may stand in a single template.
 */
journey('extID is removed', { id: 'ext-id-removal', users: 1, movesTime: true }, async ({ visitor, target }) => {
  const removeExtId = await visitor.plantExtId()
  await visitor.signIn()
  await removeExtId()
  for (const path of target.pages.signedIn) {
    await visitor.open(path)
    await visitor.letTimePass(10)
  }
})
