/** What `import … from 'iadvize-padlock/sandbox'` gives: padlock sandbox for a test suite, started in its process or elsewhere. */
import { givenKey, type GivenKey } from '../../mock-iadvize/token/given-key.ts'
import { makeKeyPair, publicPem } from '../../mock-iadvize/token/keys.ts'
import { connectSandbox, type SandboxClient } from '../../mock-iadvize/sandbox/client.ts'
import { newSetup } from '../../mock-iadvize/sandbox/tenants.ts'
import { startWholeSandbox } from '../sandbox/start-sandbox.ts'

export { connectSandbox, SandboxError } from '../../mock-iadvize/sandbox/client.ts'
export type * from '../../mock-iadvize/sandbox/client.ts'
export type { GivenKey }

export type StartOptions = {
  /** any that is free by default */
  port?: number
  /** 4242 by default */
  sid?: string
  /** public keys of the brand; without them every token is refused, as before iAdvize has set them up */
  brandKeys?: readonly GivenKey[]
  /** private key of the iAdvize test pair; a new one by default, whose public half is `iAdvizePublicKey` */
  iAdvizeKey?: GivenKey
}

export type StartedSandbox = SandboxClient & {
  /** PEM: tokens are encrypted to it */
  iAdvizePublicKey: string
  close(): Promise<void>
}

/** Starts a sandbox in this process, on loopback, with its state in memory. */
export const startSandbox = async (options: StartOptions = {}): Promise<StartedSandbox> => {
  const { port = 0, sid = '4242', brandKeys = [], iAdvizeKey: given } = options
  const iAdvizeKey = given === undefined ? (await makeKeyPair()).privateKey : givenKey('iAdvizeKey', given, 'private')
  const keys = brandKeys.map((key, index) => givenKey(`brandKeys[${index}]`, key, 'public'))
  const { origin, close } = await startWholeSandbox({
    port,
    host: null,
    token: null,
    sites: [{ setup: newSetup(sid, keys, [iAdvizeKey]), byConfiguration: true }],
    iAdvizeKey,
  })
  return { ...(await connectSandbox(origin)), iAdvizePublicKey: publicPem(iAdvizeKey), close }
}
