import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { claimsAt, forged, jwe } from '../../mock-iadvize/token/forgery.ts'
import { providerAnswer } from './provider-answer.ts'

const token = forged({ brand, iAdvize }, claimsAt(new Date()))
const cookie = 'session=a-secret-session'

/** What comes of asking a server that answers so. */
const asked = async (listener: RequestListener, headers: Record<string, string> = { cookie }) => {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const answer = await providerAnswer({ url: new URL('/api/token?for=ada', origin), method: 'POST', headers })
  server.closeAllConnections()
  server.close()
  return { answer, origin, problem: 'problem' in answer ? answer.problem : '' }
}

test('the token is found, whatever the provider is asked with', async () => {
  const { answer, origin } = await asked((request, response) => {
    const isRight =
      request.method === 'POST' && request.headers.cookie === cookie && request.url === '/api/token?for=ada'
    response.setHeader('content-type', 'application/json').end(JSON.stringify(isRight ? { data: { token } } : {}))
  })
  expect(answer).toEqual({
    tokens: [{ token, from: `answer of POST ${origin}/api/token: JSON /data/token`, at: null }],
    others: 0,
  })
})

test('a token that looks like anybody’s is judged all the same, where there is no other', async () => {
  const session = jwe('{}', iAdvize.publicKey, { header: { alg: 'dir', enc: 'A256GCM' } })
  const both = await asked((_, response) => response.end(JSON.stringify({ token, session })))
  expect(both.answer).toMatchObject({ tokens: [{ token }], others: 1 })
  const alone = await asked((_, response) => response.end(JSON.stringify({ session })))
  expect(alone.answer).toMatchObject({ tokens: [{ token: session }], others: 0 })
})

const refusals: [string, RequestListener, RegExp][] = [
  [
    'a redirect',
    (_, response) => response.writeHead(302, { location: '/login?next=a-secret-path' }).end(),
    /302, a redirect to \/login, which is not followed: .*take them anew/,
  ],
  [
    'a login page',
    (_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>Sign in'),
    /200 with a web page and no token in it, most likely the login page/,
  ],
  ['401', (_, response) => response.writeHead(401).end('{}'), /401: the session in the given cookies/],
  ['404', (_, response) => response.writeHead(404).end('{}'), /404: fix the address/],
  ['503', (_, response) => response.writeHead(503).end(), /503: the site itself is in trouble/],
  [
    'JSON without a token',
    (_, response) => response.end(JSON.stringify({ error: 'a-secret-name' })),
    /200 with JSON \(error\), and there is no token in it/,
  ],
  ['more than a token can be', (_, response) => response.end('x'.repeat(2_000_001)), /more than 2 MB/],
  ['hanging up', request => request.socket.destroy(), /could not be reached \(UND_ERR_SOCKET\): it hangs up/],
]
for (const [what, listener, message] of refusals)
  test(`${what} gets one sentence with the cure, and no secret`, async () => {
    const { problem } = await asked(listener)
    expect(problem).toMatch(message)
    expect(problem).not.toMatch(/a-secret|ada|\n/)
  })

test('whoever asks without cookies is told to give them; where nothing listens, to start the site', async () => {
  expect((await asked((_, response) => response.writeHead(401).end(), {})).problem).toMatch(/--cookie-env/)
  const nobody = await providerAnswer({ url: new URL('http://127.0.0.1:9/t'), method: 'GET', headers: {} })
  expect('problem' in nobody && nobody.problem).toMatch(/^GET http:\/\/127\.0\.0\.1:9\/t could not be reached/)
})
