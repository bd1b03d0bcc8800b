/** The configuration that `init` writes: what was found, and a comment beside each thing that only a person can say. Pure. */
import type { Config } from '../config/config.ts'
import type { Survey } from './survey.ts'

/** `user`, `password`, `userId`: names of environment variables. */
export type UserVariables = { user: string; password: string; userId: string }
export type FirstConfig = {
  survey: Survey
  /** `hasUserId`: its variable is set, so that it can be named */
  users: readonly (UserVariables & { hasUserId: boolean })[]
  keys: { brand: string; iAdvize: string }
  /** names of environment variables, where the site is behind HTTP basic authentication */
  basicAuth?: { user: string; password: string }
  /** decides how types are written: `.ts`, `.mjs`, `.js` */
  extension: string
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const list = (paths: readonly string[]): string => `[${paths.map(quoted).join(', ')}]`

export const firstConfig = ({ survey, users, keys, basicAuth, extension }: FirstConfig): string => {
  const { tag, unknownTagHost, guestPages, signedInPages, withoutTag, signInPage, guests } = survey
  const hasSignedIn = survey.users.length > 0 && survey.users.every(({ because }) => because === null)
  const typed = extension === '.ts' || extension === '.mts'
  const lines = [
    '// Written by «padlock init»: what it found, to be read and completed. Test accounts and test keys only.',
    ...(typed
      ? ["import type { Config } from 'iadvize-padlock'", '', 'export default {']
      : ["/** @type {import('iadvize-padlock').Config} */", 'export default {']),
    `  url: ${quoted(survey.origin)},`,
    tag
      ? `  sid: ${quoted(tag.sid)}, // as ${tag.page} says in iAdvizeInterface.config${tag.frame ? ', in a frame' : ''}`
      : "  sid: '', // not found: no page that was opened runs the tag; it stands in iAdvizeInterface.config.sid",
    ...(tag?.platform && tag.platform !== 'halc'
      ? [`  platform: ${quoted(tag.platform)}, // as in ${tag.host ?? ''}`]
      : []),
    ...(tag?.host && tag.platform === null ? [`  tagHost: ${quoted(tag.host)}, // the tag comes from there`] : []),
    ...(unknownTagHost === null
      ? []
      : [
          `  // tagHost: ${quoted(unknownTagHost)}, // if that is your own name of the tag’s host: a script called iadvize.js comes from there`,
        ]),
    '  pages: {',
    `    guest: ${list(guestPages)},`,
    signedInPages.length > 0
      ? '    // Seen after sign-in. Name one page of each template, above all those where customers chat.'
      : '    // Not found, as nobody signed in: the pages that only signed-in visitors see.',
    `    signedIn: ${list(signedInPages)},`,
    ...(withoutTag.length > 0
      ? [
          `    // Left out, as no iAdvize tag is on them: ${withoutTag.join(', ')}. Name those where visitors should chat.`,
        ]
      : []),
    '  },',
    '  keys: {',
    '    // The public key that you hand over to iAdvize: it verifies the signature.',
    `    brand: ${quoted(keys.brand)},`,
    '    // The private half of a test pair («padlock keys»): your test environment encrypts to its public half.',
    `    iAdvize: ${quoted(keys.iAdvize)},`,
    '  },',
    '  // Two accounts show whether one customer could ever get the identity of another. Secrets are named here, never written.',
    '  users: [',
    ...users.map(({ user, password, userId, hasUserId }) =>
      hasUserId
        ? `    { username: { env: ${quoted(user)} }, password: { env: ${quoted(password)} }, userId: { env: ${quoted(userId)} } }, // userId: the one its token must carry`
        : `    { username: { env: ${quoted(user)} }, password: { env: ${quoted(password)} } }, // add userId: { env: ${quoted(userId)} }, the one its token must carry`,
    ),
    '  ],',
    ...(signInPage === null
      ? [
          `  // signIn: { page: '/login' }, // ${
            hasSignedIn
              ? 'not needed: the way to the login form was found from the start page'
              : 'not found: the page that shows the login form, or leads to it'
          }`,
        ]
      : signInPage === '/login'
        ? []
        : [`  signIn: { page: ${quoted(signInPage)} },`]),
    ...(basicAuth
      ? [
          `  basicAuth: { username: { env: ${quoted(basicAuth.user)} }, password: { env: ${quoted(basicAuth.password)} } },`,
        ]
      : []),
    ...(survey.anyCertificate
      ? [
          "  tls: { ignoreErrors: true }, // nobody here knows its certificate; better is tls: { ca: 'its-authority.pem' }",
        ]
      : []),
    ...(guests === null ? [] : [`  policy: { guests: ${quoted(guests)} }, // as seen: what pages do for guests`]),
    typed ? '} satisfies Config' : '}',
    '',
  ]
  return lines.join('\n')
}

/** The same as plain data, for who goes on with it; `sid` and `pages.signedIn` are empty where they were not found. */
export const draftConfig = ({ survey, users, keys, basicAuth }: Omit<FirstConfig, 'extension'>): Config => ({
  url: survey.origin,
  sid: survey.tag?.sid ?? '',
  ...(survey.tag?.platform && survey.tag.platform !== 'halc' && { platform: survey.tag.platform }),
  ...(survey.tag?.host && survey.tag.platform === null && { tagHost: survey.tag.host }),
  pages: { guest: survey.guestPages, signedIn: survey.signedInPages },
  keys,
  users: users.map(({ user, password, userId, hasUserId }) => ({
    username: { env: user },
    password: { env: password },
    ...(hasUserId && { userId: { env: userId } }),
  })),
  ...(survey.signInPage !== null && survey.signInPage !== '/login' && { signIn: { page: survey.signInPage } }),
  ...(basicAuth && { basicAuth: { username: { env: basicAuth.user }, password: { env: basicAuth.password } } }),
  ...(survey.anyCertificate && { tls: { ignoreErrors: true } }),
  ...(survey.guests !== null && { policy: { guests: survey.guests } }),
})
