import { journey } from '../harness/browser/journey.ts'

journey("iAdvize's session expires", { id: 'session-expiry', users: 1, movesTime: true }, async ({ visitor }) => {
  await visitor.signIn()
  await visitor.letSessionExpire()
})
