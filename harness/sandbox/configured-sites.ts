/** The sites that configurations name, for the sandbox: of each, only the id, the keys and the length of a session are read. */
import type { KeyObject } from 'node:crypto'
import { resolve } from 'node:path'
import { defaultTokenSettings } from '../../mock-iadvize/token/decision.ts'
import type { GivenSite } from '../../mock-iadvize/sandbox/sandbox.ts'
import { newSetup } from '../../mock-iadvize/sandbox/tenants.ts'
import { configSchema } from '../config/config.ts'
import { readConfigFile } from '../config/config-file.ts'
import { plainConfig } from '../config/plain-config.ts'
import { configProblems, readKeys } from '../config/load-config.ts'
import { UsageError } from '../foundation/usage-error.ts'

const sidForm = /^[\w.-]{1,100}$/
/** Users, pages and addresses are certify's: a sandbox starts without their passwords. */
const partSchema = configSchema.pick({ sid: true, keys: true, policy: true })

/** Throws a UsageError with the mistakes of all files. */
export const configuredSites = async (paths: readonly string[], iAdvizeKey: KeyObject): Promise<GivenSite[]> => {
  const problems: string[] = []
  const sites: GivenSite[] = []
  for (const path of paths) {
    const file = resolve(path)
    const told = (problem: string): unknown => problems.push(`${path}: ${problem}`)
    let raw: unknown
    try {
      const plain = plainConfig(await readConfigFile(file, path))
      for (const { where, says } of plain.problems) told(`${where || 'the whole configuration'}: ${says}`)
      if (plain.problems.length > 0) continue
      raw = plain.value
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problems.push(...error.problems)
      continue
    }
    const { sid, keys, policy } = (raw ?? {}) as Record<string, unknown>
    const parsed = partSchema.safeParse({ sid, keys, ...(policy !== undefined && { policy }) })
    if (!parsed.success) {
      for (const problem of configProblems({ sid, keys, policy }, parsed.error, partSchema)) told(problem)
      continue
    }
    if (!sidForm.test(parsed.data.sid)) told('sid: expected 1 to 100 letters, digits, dots, hyphens or underscores')
    if (sites.some(({ setup }) => setup.sid === parsed.data.sid)) told(`sid: ${parsed.data.sid} is in another file too`)
    const read = readKeys(file, { ...parsed.data.keys }, told)
    // «none» is a decision: tokens on trust. Without a word of it, the sandbox's own pair stands.
    const iAdvizeKeys = parsed.data.keys.iAdvize === undefined ? [iAdvizeKey] : read.iAdvizeKeys
    const setup = newSetup(parsed.data.sid, read.brandKeys, iAdvizeKeys)
    const { sessionMinutes, tokenSeconds } = parsed.data.policy
    sites.push({
      setup: {
        ...setup,
        platform: { ...setup.platform, sessionMinutes },
        tokens: { ...defaultTokenSettings, recommendedLifetime: tokenSeconds },
      },
      byConfiguration: true,
    })
  }
  if (problems.length > 0) throw new UsageError(...problems)
  return sites
}
