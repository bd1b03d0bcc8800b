/** The configuration of a run, as an integrator writes it. Its JSON Schema is published for editors (config.schema.json). */
import { z } from 'zod'
import { stacks } from '../cures/snippet.ts'
import { defaultTimeouts } from './target.ts'
import type { SignedInFunction, SignInFunction, SignOutFunction } from './target.ts'

/** Secrets are never written in a configuration: they are named. */
const secret = z
  .union(
    [
      z.strictObject({ env: z.string().min(1).describe('name of the environment variable that holds it') }),
      z.strictObject({
        file: z.string().min(1).describe('path of the file that holds it, relative to this configuration'),
      }),
    ],
    { error: 'expected { "env": "NAME" } or { "file": "path" }: secrets are named here, never written' },
  )
  .meta({ id: 'secret' })
export type SecretReference = z.infer<typeof secret>
const textOrSecret = z.union([z.string().min(1), secret], {
  error: 'expected a text, or { "env": "NAME" } or { "file": "path" } that holds it',
})

const path = z.string().regex(/^\//, 'expected a path that starts with /')
const locator = z
  .string()
  .min(1)
  .describe('a locator as Playwright reads it: CSS, role=button[name="Sign in"], text=Sign in')
const hostName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i, {
  error: 'expected a host name without scheme, port and path, for example chat.example.com',
})
const milliseconds = (least: number) => z.number().int().min(least).max(600_000)

/** JSON Schema can't tell functions: there they are left out, and only .ts and .js configurations can have them. */
const isFunction = (value: unknown): boolean => typeof value === 'function'
const functionOr = <F>(what: string) => z.custom<F>(isFunction, { error: what })

const user = z.strictObject({
  username: textOrSecret.optional().describe('what is typed into the login form'),
  password: secret.optional().describe('its password, by reference'),
  userId: textOrSecret
    .optional()
    .describe('the userId expected in the token; without it users are only compared with each other'),
  storageState: secret
    .optional()
    .describe(
      'a browser state that Playwright has stored after a sign-in by hand: for single sign-on and second factors',
    ),
})

const signIn = z.union(
  [
    z.strictObject({
      page: path.optional().describe('page with the login form; /login by default'),
      username: locator.optional(),
      next: locator
        .optional()
        .describe('the button after the user name, where the password is asked for on a second page'),
      password: locator.optional(),
      submit: locator.optional(),
    }),
    functionOr<SignInFunction>('expected locators, or a function (page, user) => …'),
  ],
  { error: 'expected { page, username, password, submit, next }, or a function (page, user) => …' },
)
const signOut = z.union(
  [
    z.strictObject({
      page: path.optional().describe('a path whose mere visit signs out'),
      control: locator.optional().describe('the button or link that signs out'),
      menu: locator.optional().describe('what opens the menu in which that stands'),
    }),
    functionOr<SignOutFunction>('expected a function (page) => …'),
  ],
  { error: 'expected { page }, { control } or { menu, control }, or a function page => …' },
)
const isSignedIn = z.union([locator, functionOr<SignedInFunction>('expected a function (page) => …')], {
  error: 'expected a locator of what only a signed-in visitor sees, or a function page => true or false',
})

export const configSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe('for editors: node_modules/iadvize-padlock/dist/harness/config/config.schema.json'),
    name: z.string().min(1).optional().describe('how reports call the site; its host by default'),
    url: z
      .url({ protocol: /^https?$/, error: 'expected an http or https URL, for example https://staging.example.com' })
      .describe('origin of the site under test'),
    sid: z.string().min(1).describe('id of the site at iAdvize, as in iAdvizeInterface.config.sid'),
    platform: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'expected the first label of the tag’s host, for example halc')
      .default('halc')
      .describe('first label of the tag’s host'),
    tagHost: hostName.optional().describe('the brand’s own name of the tag’s host, where it has one'),
    pages: z
      .strictObject({
        guest: z.array(path).min(1).default(['/']).describe('public pages'),
        signedIn: z.array(path).min(1).describe('pages of the authenticated area'),
      })
      .describe('paths of the pages that the journeys visit'),
    keys: z
      .strictObject({
        brand: z
          .union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
            error: 'expected the path of a public key file, or a list of them',
          })
          .optional()
          .describe('file of the public key that the brand hands over to iAdvize'),
        iAdvize: z
          .string()
          .min(1)
          .optional()
          .describe(
            'file of the private test key of «padlock keys» whose public half the site encrypts to, or none: tokens are then accepted on trust, and the run never conforms',
          ),
      })
      .describe('keys of the test environment, { "brand": "brand-public.pem", "iAdvize": "iadvize-test-private.pem" }'),
    users: z.array(user).min(1).describe('test accounts; two or more let Padlock compare them'),
    signIn: signIn.optional().describe('how to sign in; an ordinary login form is found by itself'),
    signOut: signOut.optional().describe('how to sign out; a button or link that says so is found by itself'),
    isSignedIn: isSignedIn.optional().describe('what only a signed-in visitor sees'),
    consent: z
      .union([z.enum(['accept', 'leave']), z.strictObject({ accept: locator })], {
        error: 'expected "accept", "leave" or { "accept": locator of the button }',
      })
      .default('accept')
      .describe('what to do with a cookie banner: accept it by the button that says so, or by a locator, or leave it'),
    stack: z.enum(stacks).optional().describe('what the site’s backend is written in: cures show code in it first'),
    tokenProvider: path.optional().describe('path of the token provider, where it is not found by itself'),
    policy: z
      .strictObject({
        guests: z
          .enum(['anonymous', 'idle', 'either'])
          .default('either')
          .describe('whether pages activate guests anonymously, or leave the tag idle'),
        sessionMinutes: z.number().int().min(1).max(1440).default(60).describe('iAdvize’s session, in minutes'),
        anonymousFallback: z
          .boolean()
          .default(false)
          .describe('whether an anonymous activation is your declared choice when the token provider fails'),
        tokenSeconds: z
          .number()
          .int()
          .min(1)
          .max(86_400)
          .default(60)
          .describe('longest lifetime of a token, in seconds; iAdvize recommends 60'),
      })
      .prefault({})
      .describe('what the site has decided'),
    headers: z
      .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header'), textOrSecret)
      .default({})
      .describe('headers for a protected staging site, sent to its own origin alone'),
    basicAuth: z
      .strictObject({ username: textOrSecret.describe('user name'), password: secret.describe('by reference') })
      .optional()
      .describe('HTTP basic authentication of a protected staging site'),
    tls: z
      .strictObject({
        ignoreErrors: z.boolean().default(false).describe('accept any certificate'),
        ca: z
          .string()
          .min(1)
          .optional()
          .describe('PEM file of a certificate to trust: of a private authority, or the site’s own'),
      })
      .prefault({})
      .describe('certificates of staging that browsers do not trust'),
    proxy: z
      .strictObject({
        server: textOrSecret.describe('http://proxy.example.com:3128'),
        username: textOrSecret.optional().describe('user name at the proxy'),
        password: secret.optional().describe('by reference'),
        bypass: z.array(z.string().min(1)).default([]).describe('hosts that are reached directly'),
      })
      .optional()
      .describe('HTTP proxy to the site; iAdvize’s hosts never go through it'),
    timeouts: z
      .strictObject({
        navigation: milliseconds(1000)
          .default(defaultTimeouts.navigation)
          .describe('milliseconds that a page may take to load'),
        action: milliseconds(500)
          .default(defaultTimeouts.action)
          .describe('milliseconds that a form, a button or an answer may take'),
        journey: milliseconds(10_000)
          .default(defaultTimeouts.journey)
          .describe('milliseconds that a whole journey may take at most'),
      })
      .prefault({})
      .describe('how long to wait, in milliseconds; navigation and action grow where the site or this machine is slow'),
    browser: z
      .strictObject({
        name: z.enum(['chromium', 'firefox', 'webkit']).default('chromium').describe('which browser'),
        channel: z.string().min(1).optional().describe('chrome, msedge, chrome-beta: as Playwright calls them'),
        executablePath: z.string().min(1).optional().describe('path of the browser’s program'),
        connect: textOrSecret.optional().describe('WebSocket endpoint of a Playwright server elsewhere'),
        device: z
          .string()
          .min(1)
          .optional()
          .describe('a phone or tablet, as Playwright calls it: iPhone 15; its viewport, touch and user agent'),
        headed: z.boolean().default(false).describe('with windows, so that you can watch'),
        slowMo: z.number().int().min(0).max(60_000).default(0).describe('milliseconds before each action'),
      })
      .prefault({})
      .describe('which browser, and how'),
    screenshots: z
      .boolean()
      .default(true)
      .describe('whether reports show what a page looked like where something is wrong, with all text covered'),
    signInsPerMinute: z
      .number()
      .int()
      .min(1)
      .max(600)
      .default(60)
      .describe('most sign-ins of one account in any 60 seconds, because accounts lock'),
  })
  .describe('Configuration of Padlock')

export type Config = z.input<typeof configSchema>
export type ReadConfig = z.output<typeof configSchema>

/** Types a configuration where it is written: `export default defineConfig({ … })`. */
export const defineConfig = (config: Config): Config => config

type Node = { [key: string]: unknown }

/**
 * JSON Schema, draft 7: the newest that all editors know. It refuses unknown keys, as the command does. The functions that
 * a .ts or .js configuration may hold are left out of it.
 */
export const configJsonSchema = (): Node => {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' })
  const { $schema, ...model } = withoutFunctions(JSON.parse(JSON.stringify(schema))) as Node
  return {
    $schema,
    $id: 'urn:iadvize-padlock:config',
    title: 'Padlock configuration',
    ...model,
    description: 'What `padlock certify --config` needs to know of a site. Secrets are named, never written.',
  }
}

/** A function became `{}`, which would allow anything. */
const withoutFunctions = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withoutFunctions)
  if (typeof node !== 'object' || node === null) return node
  const { anyOf, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withoutFunctions(value)]),
  )
  if (!Array.isArray(anyOf)) return rest
  const kept = anyOf.filter(option => Object.keys(option as Node).length > 0) as Node[]
  return kept.length === 1 ? { ...kept[0], ...rest } : { ...rest, anyOf: kept }
}
