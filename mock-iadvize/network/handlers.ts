/** The mock as msw handlers: `handlers(mock)` for an integrator's own msw set-up. */
import { http, HttpResponse, type RequestHandler } from 'msw'
import { apiHost, exchangePath, iadvizeDomain, logoutPath, tagPath } from '../contract.ts'
import type { Answer, Mock } from '../platform/mock.ts'

/** The pages live on another origin. */
const headers = { 'access-control-allow-origin': '*' }

/** What an endpoint received, read as JSON whatever its type; undefined: no JSON. The endpoints refuse that themselves. */
export function jsonBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const answered = ({ status, body }: Answer) => HttpResponse.json(body as object, { status, headers })

/** Tag, exchange and logout of `mock` for an integrator's own `setupServer(...handlers(createMock({ tenant })))`. */
export const handlers = (mock: Mock): RequestHandler[] => [
  http.get(
    `*://*.${iadvizeDomain}${tagPath}`,
    () => new HttpResponse(mock.tag(), { headers: { ...headers, 'content-type': 'text/javascript; charset=utf-8' } }),
  ),
  http.post(`https://${apiHost}${exchangePath}`, async ({ request }) =>
    answered(await mock.exchange(jsonBody(await request.text()))),
  ),
  http.post(`https://${apiHost}${logoutPath}`, async ({ request }) =>
    answered(mock.logout(jsonBody(await request.text()))),
  ),
]
