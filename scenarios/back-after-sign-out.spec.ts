import { journey } from '../harness/browser/stage/journey.ts'

/** In a browser that keeps pages alive, as visitors' browsers do: whoever comes next presses Back. */
journey(
  'the next person presses Back after a sign-out',
  { id: 'back-after-sign-out', users: 1, backForwardCache: { concerns: ['logout/restored-page'] } },
  async ({ visitor, target }) => {
    const { guest, signedIn } = target.pages
    // The way out is on a page of the account: where there is but one, it is the second.
    const [first = '/', second = '/'] = signedIn.length > 1 ? signedIn : [guest[0] ?? '/', ...signedIn]
    await visitor.signIn()
    await visitor.open(first)
    await visitor.open(second)
    await visitor.signOut()
    await visitor.travel('back', second)
    await visitor.travel('back', first)
    await visitor.travel('forward', second)
  },
)
