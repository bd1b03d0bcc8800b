/** Looks at a site of which nothing is known but its URL, and says what a configuration needs. */
import { defaultSessionMinutes } from '../../mock-iadvize/contract.ts'
import { defaultTokenSettings } from '../../mock-iadvize/token/decision.ts'
import { noMemory } from '../browser/sign-in/run-memory.ts'
import type { Access, Target, User } from '../config/target.ts'
import { isKind, observed } from '../recording/observed.ts'
import { foundTags, insertionInWords, platformOf } from '../recording/tag-discovery.ts'
import { createPrivacy } from '../recording/privacy/privacy.ts'
import type { Recording } from '../recording/recording.ts'
import { staysIn } from '../recording/site-sessions.ts'
import type { Look, Looker } from './look.ts'
import { linksInMenus, pageReading } from './page-reading.ts'
import type { PageReading } from './page-reading.ts'

export type Survey = {
  /** whether the site's certificate is not trusted here, and was taken as it is */
  anyCertificate: boolean
  /** where the URL led to */
  origin: string
  guestPages: string[]
  /** null: no page that was opened has run the tag */
  tag: {
    sid: string
    page: string
    frame: boolean
    /** null: it comes from a host of the brand's own, or from no script element */
    platform: string | null
    host: string | null
    /** where it is, and how it gets there */
    inWords: string
  } | null
  /** a script under the tag's name that did not run as the tag: its host; null: none was seen */
  unknownTagHost: string | null
  /** whether pages activated a guest; null: nothing was activated */
  guests: 'anonymous' | 'idle' | null
  /** path that leads to a login form; null: none was found */
  signInPage: string | null
  /** in the order of the users; empty without one. `because`: why a sign-in did not work. `stays`: what came of the sign-out instead */
  users: { label: string; because: string | null; stays: string | null }[]
  /** what is open only to those who are signed in; empty: nobody signed in */
  signedInPages: string[]
  /** pages behind the sign-in that lack the tag, where others have it: an admin's, another application's */
  withoutTag: string[]
  /** whether a token reached `activate` */
  token: boolean
}

/** The site did not show a first page; the message says why. */
export class UnreachableError extends Error {
  override name = 'UnreachableError'
}

/** Not the site's: the tag runs and tells its own. */
const noSid = 'not known yet'

const targetAt = (url: URL, more: Partial<Target>): Target => ({
  name: url.host,
  origin: url.origin,
  sid: noSid,
  platform: 'halc',
  pages: { guest: [url.pathname], signedIn: [] },
  users: [],
  signInPage: '/login',
  guests: 'either',
  ...more,
})

const guestsIn = (recording: Recording): Survey['guests'] => {
  const seen = observed(recording)
  if (seen.some(({ kind }) => kind === 'activate')) return 'anonymous'
  return seen.some(({ kind }) => kind === 'tag-run') ? 'idle' : null
}

/** By its address the page of one person: `/users/5`, `/wiki/User:Ada`, `/@ada`. */
const isPersonal = (path: string): boolean =>
  /\/[@~]|user:|\/(?:users?|members?|people|profiles?|u)\/(?:\d|[^/]*\d)/i.test(path)

/** Whether a signed-in visitor was handed over to iAdvize on that page; nobody has keys here to accept them. */
const isSecuredOn = (recording: Recording, path: string): boolean =>
  observed(recording)
    .filter(isKind('activate-result'))
    .some(seen => seen.path === path && seen.option === 'secured')

/** At most so many pages of each kind: one of each template is enough, and the integrator knows them better. */
const enough = 3
/** So many links are followed to find them. */
const most = 6

/** The pages that lack the tag, where others have it. Where none has it, that is no way to tell them apart. */
export const lackingTheTag = (opened: ReadonlyMap<string, Pick<PageReading, 'failed' | 'tag'>>): string[] => {
  const there = [...opened].filter(([, { failed }]) => !failed)
  return there.some(([, { tag }]) => tag) ? there.flatMap(([path, { tag }]) => (tag ? [] : [path])) : []
}

/**
 * The paths that may stand in a configuration, those of plain words first: one that holds somebody's name is written nowhere, and is
 * no page of the other users.
 */
const ofNobody = (paths: readonly string[], user: User, known: readonly string[]): string[] => {
  const privacy = createPrivacy({ salt: '', origin: 'http://localhost', sid: '' })
  privacy.keepPersonal(user.username, ...(user.userId === undefined ? [] : [user.userId]))
  privacy.knowPath(...known)
  const plain = paths.filter(path => privacy.path(path) === path)
  if (plain.length > 0) return plain
  privacy.knowPath(...paths)
  return paths.filter(path => privacy.path(path) === path)
}

type Surveyor = (
  url: URL,
  users: readonly User[],
  looker: Looker,
  progress: (what: string) => void,
  basicAuth?: Access['basicAuth'],
) => Promise<Survey>

/** Staging often has a certificate that nobody knows: it is looked at all the same, and the survey says so. */
export const survey: Surveyor = async (url, users, looker, progress, basicAuth) => {
  const access: Access = { headers: {}, tls: { ignoreErrors: false }, ...(basicAuth && { basicAuth }) }
  try {
    return await surveyed(url, users, looker, progress, access)
  } catch (error) {
    if (!(error instanceof UnreachableError && /ERR_CERT/.test(error.message))) throw error
    access.tls = { ignoreErrors: true }
    return { ...(await surveyed(url, users, looker, progress, access)), anyCertificate: true }
  }
}

const surveyed = async (
  url: URL,
  users: readonly User[],
  looker: Looker,
  progress: (what: string) => void,
  access: Access,
): Promise<Survey> => {
  const look = (target: Target, name: string, does: Parameters<Looker['look']>[3]): Promise<Look> =>
    looker.look(
      {
        target: { ...target, access },
        tenant: { sid: target.sid, brandKeys: [], iAdvizeKeys: [], settings: defaultTokenSettings },
        sessionMinutes: defaultSessionMinutes,
        memory: noMemory,
      },
      'init',
      name,
      does,
    )

  progress('the start page')
  const readings: PageReading[] = []
  const start = await look(targetAt(url, {}), 'init: a guest', async (visitor, page) => {
    await visitor.open(url.pathname)
    readings.push(await pageReading(page()))
  })
  const [first] = readings
  if (!first) {
    const { outcome } = start.recording
    throw new UnreachableError(outcome.state === 'stopped' ? outcome.because : `${url.origin} shows no page`)
  }
  const site = new URL(first.path, first.origin)

  const guestPages = [first.path]
  let signInPage = first.signIn
  progress('other pages for guests')
  const around = await look(targetAt(site, {}), 'init: a guest looks around', async (visitor, page) => {
    for (const path of first.links.filter(path => path !== first.path).slice(0, enough)) {
      await visitor.open(path)
      const reading = await pageReading(page())
      // A page that asks for a password is not for guests.
      if (reading.login && reading.origin === site.origin) signInPage ??= reading.path
      else if (reading.failed) continue
      else if (reading.origin === site.origin && guestPages.length < enough) guestPages.push(reading.path)
    }
    if (signInPage === null) {
      await visitor.open('/login')
      if ((await pageReading(page())).login) signInPage = '/login'
    }
  })

  const forGuests = new Set([...guestPages, ...first.links])
  const signedInPages: string[] = []
  /** A link may lead nowhere, to the login of another application, or to a page where nobody chats: each as it was seen. */
  const opened = new Map<string, PageReading>()
  const failed = (): string[] => [...opened].flatMap(([path, reading]) => (reading.failed ? [path] : []))
  const withoutTag = (): string[] => lackingTheTag(opened)
  const proposed = (): string[] => {
    const wrong = new Set([...failed(), ...withoutTag()])
    return signedInPages.filter(path => !wrong.has(path))
  }
  const signedIn: Look[] = []
  const outcomes: Survey['users'] = []
  for (const user of users) {
    progress(`the site as the ${user.label} user`)
    const seen = await look(
      targetAt(site, { users, ...(signInPage === null ? {} : { signInPage }) }),
      `init: the ${user.label} user`,
      async (visitor, page) => {
        await visitor.signIn(user)
        const landing = await pageReading(page())
        const links = [...landing.links, ...(await linksInMenus(page()))]
        const around = links.filter(path => !forGuests.has(path) && path !== signInPage)
        const offered = [...new Set(ofNobody([landing.path, ...around], user, [...forGuests]))]
        // What only one of two users is offered is theirs alone: a profile, an order.
        const shared = offered.filter(path => signedInPages.includes(path))
        if (signedIn.length === 0) signedInPages.push(...offered.filter(path => !isPersonal(path)))
        else if (shared.length > 0) signedInPages.splice(0, signedInPages.length, ...shared)
        for (const path of signedInPages.slice(0, most)) {
          if (opened.has(path) || opened.size - failed().length >= enough) continue
          await visitor.open(path)
          const reading = await pageReading(page())
          const sentAway = reading.origin !== site.origin || (reading.login && reading.path !== path)
          opened.set(path, { ...reading, failed: reading.failed || sentAway })
        }
        // One page alone shows nothing of the way between two: others have the chat too, it may be.
        if (signedIn.length === 0 && proposed().length === 1) {
          for (const path of guestPages) await visitor.open(path)
          for (const path of proposed()) await visitor.open(path)
        }
        await visitor.signOut()
        for (const path of proposed().slice(0, 1)) await visitor.open(path)
      },
    )
    signedIn.push(seen)
    const { outcome } = seen.recording
    outcomes.push({
      label: user.label,
      because: outcome.state === 'stopped' ? outcome.because : null,
      stays: staysIn(seen.recording),
    })
  }

  const besides =
    proposed().length === 1
      ? guestPages.filter(path => signedIn.some(({ recording }) => isSecuredOn(recording, path))).slice(0, 1)
      : []

  const guestRecordings = [start, around].map(({ recording }) => recording)
  const looks = [start, around, ...signedIn]
  const all = looks.map(({ recording }) => recording)
  const tags = foundTags(all)
  const tag = tags.find(({ sid }) => sid !== null)
  return {
    origin: site.origin,
    anyCertificate: false,
    guestPages,
    tag: tag?.sid
      ? {
          sid: tag.sid,
          page: tag.page,
          frame: tag.frame,
          platform: tag.host === null ? null : platformOf(tag.host),
          host: tag.host,
          inWords: `${tag.page}${tag.frame ? ', in a frame' : ''}${insertionInWords(
            tag,
            looks.flatMap(({ tagRequests }) => tagRequests),
          )}`,
        }
      : null,
    unknownTagHost: tag ? null : (tags.find(({ host }) => host !== null)?.host ?? null),
    guests: guestRecordings.map(guestsIn).find(known => known === 'anonymous') ?? guestsIn(start.recording),
    signInPage,
    users: outcomes,
    signedInPages: [...proposed().slice(0, enough), ...besides],
    withoutTag: withoutTag().filter(path => signedInPages.includes(path)),
    token: all.some(({ tokens }) => tokens.length > 0),
  }
}
