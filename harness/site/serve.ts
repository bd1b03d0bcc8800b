/**
 * Serves the sample shop as a site of somebody else's, to try the command against it as a foreign URL:
 * `npx tsx harness/site/serve.ts [--flavour NAME] [--defect NAME]… [--port N] [--out DIR] [--brand-private PEM --iadvize-public PEM]`
 * Writes a configuration with all that it names into the folder; keys are made there unless they are given.
 */
import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { givenKey } from '../../mock-iadvize/token/given-key.ts'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import type { Config } from '../config/config.ts'
import { misfit, plantable } from './defects.ts'
import { flavourNames, isFlavour } from './flavours.ts'
import { openShop, shopKeys } from './shop.ts'

const { values } = parseArgs({
  options: {
    flavour: { type: 'string', default: 'classic' },
    defect: { type: 'string', multiple: true, default: [] },
    port: { type: 'string', default: '0' },
    out: { type: 'string' },
    'brand-private': { type: 'string' },
    'iadvize-public': { type: 'string' },
  },
})

const unknown = values.defect.find(name => !plantable.includes(name))
if (!isFlavour(values.flavour)) throw new Error(`--flavour is one of ${flavourNames.join(', ')}`)
if (unknown !== undefined) throw new Error(`--defect ${unknown}: the sample shop has no such defect`)
const unfit = misfit(values.defect, values.flavour)
if (unfit !== undefined) throw new Error(`--defect ${unfit}: the shop so far has nothing that it could change`)
if (!/^\d+$/.test(values.port)) throw new Error('--port is a number; 0, any that is free, without it')

const folder = values.out ?? mkdtempSync(join(tmpdir(), 'padlock-shop-'))
mkdirSync(folder, { recursive: true })

/** Answers with the file's name in a configuration that lies in the same folder. */
const written = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content, { mode: 0o600 })
  return name
}
const pem = (key: KeyObject): string | Buffer =>
  key.type === 'private' ? key.export({ type: 'pkcs8', format: 'pem' }) : key.export({ type: 'spki', format: 'pem' })

/** The shop's private key; the configuration gets the public half. */
const brandKey = async (file: string | undefined): Promise<KeyObject> =>
  file === undefined ? (await makeKeyPair()).privateKey : givenKey('--brand-private', readFileSync(file), 'private')

/** The key to which the shop encrypts, and the file of its private half, as «padlock keys» names it. */
const iAdvizeKey = async (file: string | undefined): Promise<{ publicKey: KeyObject; privateFile: string }> => {
  if (file === undefined) {
    const { publicKey, privateKey } = await makeKeyPair()
    return { publicKey, privateFile: written('iadvize-test-private.pem', pem(privateKey)) }
  }
  const beside = resolve(dirname(file), 'iadvize-test-private.pem')
  // Without it tokens are accepted on trust.
  const privateFile = existsSync(beside) ? beside : 'none'
  return { publicKey: givenKey('--iadvize-public', readFileSync(file), 'public'), privateFile }
}

const sid = '4242'
const brandPrivateKey = await brandKey(values['brand-private'])
const { publicKey, privateFile } = await iAdvizeKey(values['iadvize-public'])
const shop = await openShop({
  keys: shopKeys(brandPrivateKey, publicKey),
  sid,
  platform: 'halc',
  defects: values.defect,
  flavour: values.flavour,
  port: Number(values.port),
})

const config: Config = {
  url: shop.origin,
  sid,
  pages: { guest: ['/', '/catalogue'], signedIn: [...shop.accountPages] },
  keys: { brand: written('brand-public.pem', pem(createPublicKey(brandPrivateKey))), iAdvize: privateFile },
  users: shop.users.map(({ label, username, password, userId }) => ({
    username,
    password: { file: written(`password-of-the-${label}-user`, password) },
    userId,
  })),
  policy: { guests: 'anonymous' },
  ...(shop.origin.startsWith('https:') && { tls: { ignoreErrors: true } }),
}
const configFile = join(folder, written('padlock.config.json', `${JSON.stringify(config, null, 2)}\n`))

process.stdout.write(`${shop.origin}
${configFile}
${shop.users.map(({ username, password }) => `${username}  ${password}`).join('\n')}

npm run certify -- --config ${configFile}
Ctrl-C ends the shop.
`)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void shop.close())
