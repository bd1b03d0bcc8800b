/** What is certified: a site, as the journeys know it. The sample shop is one of them, and has no privilege. */

export type User = {
  /** `first`, `second`, …: the only name under which a user appears in recordings and reports */
  label: string
  username: string
  password: string
  /** the userId expected in the token */
  userId?: string
}

export type Target = {
  name: string
  /** `http://127.0.0.1:8080` */
  origin: string
  sid: string
  /** first label of the tag's host: `halc` */
  platform: string
  /** paths, each starting with `/` */
  pages: { guest: readonly string[]; signedIn: readonly string[] }
  users: readonly User[]
  /** path of the page with the login form */
  signInPage: string
  /** whether pages activate guests anonymously, or leave the tag idle */
  guests: 'anonymous' | 'idle' | 'either'
  /** whether a page may activate anonymously when the site's backend has no token to give; by default it may not */
  anonymousFallback?: boolean
}
