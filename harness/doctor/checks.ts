/** What stands between a configuration and a verdict that can be believed. Pure: looks in, checks out. */
import type { Target } from '../config/target.ts'
import { isKind, observed } from '../recording/observed.ts'
import { staysIn } from '../recording/site-sessions.ts'
import { isSeparate, nameOf, providersFound } from '../recording/provider.ts'
import type { Carrier, Recording } from '../recording/recording.ts'
import { foundTags, insertionInWords } from '../recording/tag-discovery.ts'
import type { Look, PageAnswer } from './look.ts'

/**
 * `problem`: no run would have any sense; `blame` says whose it is to fix, and so the exit code. `note`: a run has sense, and
 * will judge it.
 */
export type Check = { name: string; says: string } & (
  | { state: 'ok' }
  | { state: 'note'; cure: string }
  | { state: 'problem'; cure: string; blame: 'configuration' | 'site' | 'harness' }
)

/** Milliseconds. Tokens live for a minute: half of it may not be eaten by a clock. */
const tooFarApart = 30_000
const noticeablyApart = 5_000

export type Examined = {
  target: Pick<Target, 'origin' | 'sid' | 'pages' | 'signInPage' | 'users'>
  guest: Look
  /** in the order of the configuration; those after a refused sign-in may be missing */
  users: readonly { label: string; look: Look }[]
}

const seconds = (milliseconds: number): string => `${Math.round(Math.abs(milliseconds) / 100) / 10} s`
const ok = (name: string, says: string): Check => ({ name, state: 'ok', says })

type Stopped = Extract<Recording['outcome'], { state: 'stopped' }>

/** What takes too long is for the site to say. */
const blameOf = (blame: Stopped['blame']): 'configuration' | 'site' | 'harness' => (blame === 'time' ? 'site' : blame)

const siteCheck = ({ target, guest: { recording, answers } }: Examined): Check => {
  const name = 'site'
  const { outcome } = recording
  const [first] = answers
  if (!first && outcome.state === 'stopped')
    return {
      name,
      state: 'problem',
      blame: blameOf(outcome.blame),
      says: outcome.because,
      cure: 'is it running, and does this machine reach it? Try the same URL with curl; behind a proxy or a password, see «proxy» and «basicAuth» in the configuration',
    }
  if (!first) return { name, state: 'problem', blame: 'site', says: 'it sent no page', cure: 'look at it in a browser' }
  const { origin } = new URL(first.url)
  if (origin !== target.origin)
    return {
      name,
      state: 'problem',
      blame: 'configuration',
      says: `${target.origin} leads to ${origin}`,
      cure: `set url to ${origin}`,
    }
  return ok(name, `${origin} answers`)
}

const clockCheck = ({ guest, users }: Examined): Check[] => {
  const name = 'clocks'
  const known = [guest, ...users.map(({ look }) => look)]
    .flatMap(({ answers }) => answers)
    .flatMap(({ clockAhead }) => (clockAhead === null ? [] : [clockAhead]))
  if (known.length === 0) return []
  // The smallest difference is the truest: the others hold the time of the answer, too.
  const apart = known.reduce((least, one) => (Math.abs(one) < Math.abs(least) ? one : least))
  const says = `the site's clock is ${seconds(apart)} ${apart > 0 ? 'ahead of' : 'behind'} this machine's`
  const cure = 'a token lives for a minute by the clocks of both sides: set both by NTP'
  if (Math.abs(apart) > tooFarApart) return [{ name, state: 'problem', blame: 'site', says, cure }]
  if (Math.abs(apart) > noticeablyApart) return [{ name, state: 'note', says, cure }]
  return [ok(name, 'the site and this machine agree')]
}

const pageChecks = ({ target, guest, users }: Examined): Check[] => {
  const answers = [guest, ...users.map(({ look }) => look)].flatMap(look => look.answers)
  const answerTo = (path: string): PageAnswer | undefined => answers.find(({ asked }) => asked === path)
  const lists = { 'pages.guest': target.pages.guest, 'pages.signedIn': target.pages.signedIn }
  const wrong = Object.entries(lists).flatMap(([key, paths]) =>
    paths.flatMap((path, index): Check[] => {
      const answer = answerTo(path)
      if (!answer) return []
      const name = `${key}[${index}]`
      if (answer.status >= 400)
        return [
          {
            name,
            state: 'problem',
            blame: answer.status < 500 ? 'configuration' : 'site',
            says: `${path} answers ${answer.status}`,
            cure: answer.status < 500 ? 'name a page that is there' : "look into the site's log",
          },
        ]
      // Where a login is a dialog, its page is a page of the account as well.
      const isSentOn = path !== target.signInPage && new URL(answer.url).pathname === target.signInPage
      if (key === 'pages.signedIn' && isSentOn)
        return [
          {
            name,
            state: 'problem',
            blame: 'site',
            says: `${path} shows the login page to a user who has just signed in`,
            cure: 'is the session cookie kept? A Secure cookie needs https',
          },
        ]
      return []
    }),
  )
  return wrong.length > 0
    ? wrong
    : [
        ok(
          'pages',
          `${target.pages.guest.length} for guests, ${target.pages.signedIn.length} in the authenticated area`,
        ),
      ]
}

const tagCheck = ({ target, guest, users }: Examined): Check => {
  const name = 'tag'
  const looks = [guest, ...users.map(({ look }) => look)]
  const tags = foundTags(looks.map(({ recording }) => recording))
  const runs = looks.flatMap(({ recording }) => observed(recording).filter(isKind('tag-run')))
  if (runs.length === 0) {
    const host = tags[0]?.host
    return {
      name,
      state: 'note',
      says: host
        ? `a script called iadvize.js is asked for from ${host}, and no page that was opened runs it as the iAdvize tag`
        : 'no request for the iAdvize tag was seen on the pages that were opened',
      cure: 'certify will say so for each page; where the tag comes from a host of your own, name it as «tagHost»',
    }
  }
  const tag = tags.find(({ sid }) => sid === target.sid)
  const others = [...new Set(runs.flatMap(({ sid }) => sid ?? []))]
  if (!tag && others.length > 0)
    return {
      name,
      state: 'problem',
      blame: 'configuration',
      says: `the pages name site ${others.join(', ')}, the configuration ${target.sid}`,
      cure: `set sid to ${others[0] ?? ''}, or fix the pages`,
    }
  const requests = looks.flatMap(({ tagRequests }) => tagRequests)
  const how = tag ? `${tag.frame ? ', in a frame' : ''}${insertionInWords(tag, requests)}` : ''
  return ok(name, `runs on ${tag?.page ?? runs[0]?.path ?? ''}${how}, site ${target.sid}, answered by the mock`)
}

const isStored = (users: Examined['target']['users'], label: string): boolean =>
  users.some(user => user.label === label && user.storageState !== undefined && user.password === '')

const signInChecks = ({ users, target }: Examined): Check[] =>
  users.map(({ label, look: { recording } }): Check => {
    const name = `${label} user`
    const { outcome } = recording
    // Nobody is signed out of a stored state: that would end it for all journeys.
    if (outcome.state === 'completed' && isStored(target.users, label))
      return ok(name, 'is signed in by the stored browser state, and was not signed out, which would end it')
    const stays = staysIn(recording)
    if (outcome.state === 'completed' && stays !== null)
      return {
        name,
        state: 'note',
        says: `signs in, and not out: ${stays}`,
        cure: 'certify judges it as logout/works; where the control that was used is another’s, name the right one in signOut.control',
      }
    if (outcome.state === 'completed') return ok(name, 'signs in and out')
    return {
      name,
      state: 'problem',
      blame: blameOf(outcome.blame),
      says: outcome.because,
      cure: `it stopped at «${outcome.step}»; do the same by hand in a private window`,
    }
  })

const tokenChecks = ({ users }: Examined): Check[] => {
  const recordings = users.map(({ look }) => look.recording)
  if (recordings.length === 0) return []
  const name = 'token'
  const note = (says: string, cure: string): Check[] => [{ name, state: 'note', says, cure }]
  const tokens = recordings.flatMap(recording => recording.tokens)
  const invalid = recordings
    .flatMap(recording => observed(recording).filter(isKind('provider-answer')))
    .find(({ answer }) => answer === 'invalid')
  if (tokens.length === 0 && invalid)
    return note(
      `a signed-in page handed activate ${invalid.shape}, which is no valid option`,
      'certify will say how to fix it',
    )
  if (tokens.length === 0)
    return note('no signed-in page handed a token to activate', 'certify will say where it was missing')
  const oneKeyOrTheOther =
    'either the site uses another key, or the configuration names another one: compare fingerprints'
  if (tokens.some(({ facts }) => facts.decrypted === false))
    return note("a token reached activate, and keys.iAdvize doesn't open it", oneKeyOrTheOther)
  if (tokens.some(({ facts }) => facts.verified === false))
    return note("a token reached activate, and keys.brand doesn't verify its signature", oneKeyOrTheOther)
  return [ok(name, `${tokens.length} reached activate`)]
}

/** Whoever is not told the right ones can't see that two are swapped. */
const identityCheck = ({ target, users }: Examined): Check[] =>
  users.length === 0 || target.users.some(({ userId }) => userId !== undefined)
    ? []
    : [
        {
          name: 'userIds',
          state: 'note',
          says: 'the configuration does not say which userId each token must carry, so swapped ones would not be noticed',
          cure: 'name users[].userId',
        },
      ]

const placeOfToken = (carrier: Carrier): string =>
  ({ json: 'in JSON', text: 'as text', header: 'in a header', cookie: 'in a cookie', html: 'in the page itself' })[
    carrier.kind
  ]

const providerChecks = ({ users }: Examined): Check[] => {
  const recordings = users.map(({ look }) => look.recording)
  if (recordings.every(({ tokens }) => tokens.length === 0)) return []
  const name = 'token provider'
  const recording = recordings.find(one => providersFound(one).length > 0)
  const found = recording && (providersFound(recording).find(isSeparate) ?? providersFound(recording)[0])
  if (found) return [ok(name, `${nameOf(found, recording)}, the token ${placeOfToken(found.carrier)}`)]
  return [
    {
      name,
      state: 'note',
      says: 'no response that the browser received held the token that reached activate',
      cure: 'its faults and its doors can’t be tried; name its path as «tokenProvider»',
    },
  ]
}

/** In the order in which they should be fixed. */
export const checks = (examined: Examined): Check[] => {
  const site = siteCheck(examined)
  // Behind a site that does not answer there is nothing to check.
  if (site.state === 'problem') return [site]
  return [
    site,
    ...clockCheck(examined),
    tagCheck(examined),
    ...signInChecks(examined),
    ...pageChecks(examined),
    ...tokenChecks(examined),
    ...identityCheck(examined),
    ...providerChecks(examined),
  ]
}
