/** The body of a request as text, bounded; the connection of whoever sends more is ended. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Refusal } from './guard.ts'

/** null: the sender has gone, and nobody waits for an answer. */
export function requestBody(request: IncomingMessage, most: number): Promise<string | Refusal | null> {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return Promise.resolve({ status: 415, error: 'the body is compressed', cure: 'send it as it is' })
  const tooLarge = {
    status: 413,
    error: 'the body is too large',
    cure: `send at most ${most} bytes`,
  }
  if (Number(request.headers['content-length'] ?? 0) > most) return Promise.resolve(tooLarge)
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > most) {
        request.removeAllListeners('data').pause()
        resolve(tooLarge)
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', () => resolve(null))
    request.on('close', () => resolve(null))
  })
}

/** What was not read of the request would be taken for the next one: the connection ends with this answer. */
export function refuse(
  response: ServerResponse,
  { status, ...problem }: Refusal,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(response.req.complete ? {} : { connection: 'close' }),
  })
  response.end(JSON.stringify(problem))
}
