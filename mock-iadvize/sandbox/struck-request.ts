/** Lets the fault in force answer a request of a page, and puts on record what it hit. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { exchangePath, logoutPath, tagPath } from '../contract.ts'
import { exchangeRequest } from '../platform/exchange.ts'
import { faultAnswer, type FaultAnswer } from '../network/fault-answer.ts'
import { isFaultName, type FaultName } from '../faults.ts'
import type { AfterFault } from './activations.ts'
import type { Site } from './tenants.ts'

/** `body`: as received, read as JSON; anything */
export async function struckRequest(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  { path, body }: { path: string; body: unknown },
): Promise<FaultAnswer> {
  const records: Promise<(how: AfterFault) => void>[] = []
  const answer = await faultAnswer(site.mock, request, response, name => {
    if (isFaultName(name)) records.push(recorded(site, name, path, body))
  })
  for (const ended of await Promise.all(records)) ended(afterFault(answer, response))
  return answer
}

const afterFault = (answer: FaultAnswer, response: ServerResponse): AfterFault => {
  if (answer === 'gone') return 'gone'
  if (answer === 'none') return 'through'
  return response.headersSent ? response.statusCode : 'network-error'
}

/** Answers with where to tell what became of it. */
async function recorded(site: Site, fault: FaultName, path: string, body: unknown): Promise<(how: AfterFault) => void> {
  const ignored = () => undefined
  if (path !== exchangePath) {
    const vuid = path === logoutPath ? (body as { vuid?: unknown } | null | undefined)?.vuid : undefined
    const page = typeof vuid === 'string' ? (site.mock.deskOf(vuid)?.page ?? '') : ''
    site.activations.struckElsewhere(fault, path === tagPath ? 'the request for the tag' : 'logout()', page)
    return ignored
  }
  const { data: asked } = exchangeRequest.safeParse(body)
  if (!asked) return ignored
  const { vuid, page, run, call, token } = asked
  const once = site.view().fault?.once ?? false
  const activation = site.activations.struck(
    { vuid, page, ...(run !== undefined && { run }), ...(call !== undefined && { call }) },
    { name: fault, once },
  )
  if (token !== undefined && asked.option === 'SECURED_AUTHENTICATION') activation.judged(await site.mock.judge(token))
  return activation.ended
}
