import { journey } from '../harness/browser/stage/journey.ts'

journey(
  'a guest visits the public pages',
  { id: 'guest-visit', users: 0, latency: true },
  async ({ visitor, target }) => {
    for (const path of target.pages.guest) await visitor.open(path)
  },
)
