/** Looks at a configured site as `certify` will: as a guest, and as each user. */
import type { LoadedConfig } from '../config/load-config.ts'
import { siteOf } from '../browser/stage/site-under-test.ts'
import type { Examined } from './checks.ts'
import type { Looker } from './look.ts'

/** `progress` is told what is looked at. One sign-in a user. */
export const examine = async (
  loaded: LoadedConfig,
  looker: Looker,
  progress: (what: string) => void,
): Promise<Examined> => {
  const site = siteOf(loaded)
  const { target } = site
  progress('the public pages')
  const guest = await looker.look(site, 'doctor-guest', 'doctor: a guest', async visitor => {
    for (const path of target.pages.guest) await visitor.open(path)
  })
  const users: { label: string; look: Examined['guest'] }[] = []
  // Nobody signs in to a site that is down.
  if (guest.answers.length > 0)
    for (const [index, user] of target.users.entries()) {
      progress(`the ${user.label} user`)
      const pages = index === 0 ? target.pages.signedIn : target.pages.signedIn.slice(0, 1)
      const look = await looker.look(site, `doctor-${user.label}`, `doctor: the ${user.label} user`, async visitor => {
        await visitor.signIn(user)
        for (const path of pages) await visitor.open(path)
        await visitor.signOut()
        // A page may only look as if nobody were signed in: those of the authenticated area tell.
        for (const path of pages.slice(0, 1)) await visitor.open(path)
      })
      users.push({ label: user.label, look })
    }
  return { target, guest, users }
}
