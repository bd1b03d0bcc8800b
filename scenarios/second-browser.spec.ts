import { journey } from '../harness/browser/stage/journey.ts'

journey(
  'one person signs in on two devices',
  { id: 'second-browser', users: 1 },
  async ({ visitor, visitorInAnotherBrowser }) => {
    await visitor.signIn()
    const elsewhere = await visitorInAnotherBrowser()
    await elsewhere.signIn()
  },
)
