/** The fault that is set on a mock answers a request before anybody else does. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Mock } from '../platform/mock.ts'

/** `none`: nobody has answered yet. `gone`: the client has left meanwhile. `malformed`: no address that could be judged */
export type FaultAnswer = 'answered' | 'none' | 'gone' | 'malformed'

export async function faultAnswer(
  mock: Mock,
  request: IncomingMessage,
  response: ServerResponse,
  onHit?: (fault: string) => void,
): Promise<FaultAnswer> {
  if (mock.faultHandlers().length === 0) return 'none'
  const asFetch = fetchRequest(request)
  if (!asFetch) return 'malformed'
  const gone = new Promise<'gone'>(resolve => response.once('close', () => resolve('gone')))
  const fault = await Promise.race([mock.faultResponse(asFetch, onHit), gone])
  if (fault === 'gone') return 'gone'
  if (!fault) return 'none'
  await send(fault, request, response)
  return 'answered'
}

/** Without its body, which whoever stands behind still has to read: a fault judges by method, address and headers. null: malformed. */
function fetchRequest(request: IncomingMessage): Request | null {
  const scheme = 'encrypted' in request.socket ? 'https' : 'http'
  const headers = new Headers()
  try {
    for (const [name, values] of Object.entries(request.headersDistinct))
      for (const value of values ?? []) headers.append(name, value)
    return new Request(`${scheme}://${request.headers.host}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
    })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

async function send(answer: Response, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (answer.type === 'error') {
    request.socket.destroy()
    return
  }
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(Buffer.from(await answer.arrayBuffer()))
}
