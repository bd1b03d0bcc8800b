/** The configuration of a run, as an integrator writes it. Its JSON Schema is published for editors. */
import { z } from 'zod'

/** Secrets are never written in a configuration: they are named. */
const secret = z.union(
  [
    z.strictObject({ env: z.string().min(1).describe('name of the environment variable that holds it') }),
    z.strictObject({
      file: z.string().min(1).describe('path of the file that holds it, relative to this configuration'),
    }),
  ],
  { error: 'expected { "env": "NAME" } or { "file": "path" }: secrets are named here, never written' },
)
export type SecretReference = z.infer<typeof secret>

const path = z.string().regex(/^\//, 'expected a path that starts with /')

const user = z.strictObject({
  username: z.union([z.string().min(1), secret]).describe('what is typed into the login form'),
  password: secret,
  userId: z
    .union([z.string().min(1), secret])
    .optional()
    .describe('the userId expected in the token; without it users are only compared with each other'),
})

export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1).optional().describe('how reports call the site; its host by default'),
    url: z
      .url({ protocol: /^https?$/, error: 'expected an http or https URL, for example https://staging.example.com' })
      .describe('origin of the site under test'),
    sid: z.string().min(1).describe('id of the site at iAdvize, as in iAdvizeInterface.config.sid'),
    platform: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'expected the first label of the tag’s host, for example halc')
      .default('halc'),
    pages: z.strictObject({
      guest: z.array(path).min(1).default(['/']).describe('public pages'),
      signedIn: z.array(path).min(1).describe('pages of the authenticated area'),
    }),
    keys: z
      .strictObject({
        brand: z
          .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
          .describe('file of the public key that the brand hands over to iAdvize'),
        iAdvize: z
          .string()
          .min(1)
          .describe('file of the private test key of «padlock keys» whose public half the site encrypts to'),
      })
      .describe('keys of the test environment'),
    users: z.array(user).min(1).describe('test accounts; two or more let Padlock compare them'),
    signIn: z.strictObject({ page: path.default('/login') }).prefault({}),
    policy: z
      .strictObject({
        guests: z
          .enum(['anonymous', 'idle', 'either'])
          .default('either')
          .describe('whether pages activate guests anonymously, or leave the tag idle'),
        sessionMinutes: z.number().int().min(1).max(1440).default(60).describe("iAdvize's session, in minutes"),
      })
      .prefault({}),
  })
  .describe('Configuration of Padlock')

export type Config = z.input<typeof configSchema>
export type ReadConfig = z.output<typeof configSchema>

/** Types a configuration where it is written: `export default defineConfig({ … })`. */
export const defineConfig = (config: Config): Config => config
