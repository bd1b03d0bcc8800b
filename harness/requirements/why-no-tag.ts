/** Why the script of the tag did not come, by the browser's own words, in a sentence that is a cure. */
import { isIAdvizeHost } from '../../mock-iadvize/contract.ts'
import type { TagOnPage } from '../recording/tags.ts'

type Reason = { received: string; cure: string }

/** By the begin of the browser's name of the error; the first that matches it. */
const byError: readonly [RegExp, (host: string) => Omit<Reason, 'received'> & { what: string }][] = [
  [
    /NAME_NOT_RESOLVED|UNKNOWN_HOST/,
    host => ({
      what: 'no such host is known',
      cure: isIAdvizeHost(host.replace(/:\d+$/, ''))
        ? `correct the platform in ${host}: it is the first label of the host in the snippet that iAdvize gave you (halc, lc)`
        : `correct the host of the script, ${host}: iAdvize serves its tag from <platform>.iadvize.com; a host of your own needs a DNS record, and tagHost in the configuration`,
    }),
  ],
  [
    /BLOCKED_BY_CLIENT|inspector/,
    () => ({
      what: 'something in the browser stopped it (an extension, a content blocker, a route of the test project)',
      cure: 'let the browser of this run ask for it: take away the content blocker, or the rule that stops the request',
    }),
  ],
  [
    /BLOCKED_BY_RESPONSE|corp-|coep/,
    host => ({
      what: 'its Cross-Origin-Resource-Policy does not go with the Cross-Origin-Embedder-Policy of the page',
      cure: `let ${host} answer with Cross-Origin-Resource-Policy: cross-origin, or let the page say Cross-Origin-Embedder-Policy: credentialless`,
    }),
  ],
  [
    /BLOCKED_BY_ORB|ORB/,
    host => ({
      what: 'what came is no script',
      cure: `correct the address of the script: ${host} answers it with a page or with data`,
    }),
  ],
  [
    /^HTTP 4/,
    host => ({
      what: 'it is not there',
      cure: `correct the address of the script: ${host} does not serve the tag there`,
    }),
  ],
  [
    /^HTTP 5/,
    host => ({
      what: 'the host itself is in trouble',
      cure: `look at what stands behind ${host}: it has failed`,
    }),
  ],
  [
    /mixed-content|MIXED/i,
    () => ({
      what: 'a page on https asks for it over http',
      cure: 'begin its address with https:// or with // alone',
    }),
  ],
  [
    /CERT|SSL|TLS/,
    host => ({
      what: 'its certificate is not trusted',
      cure: `give ${host} a certificate that browsers trust`,
    }),
  ],
  [
    /CONNECTION|EMPTY_RESPONSE|TIMED_OUT|ADDRESS|INTERNET/,
    host => ({
      what: 'nobody answers there',
      cure: `correct the host of the script, ${host}, or start what serves it`,
    }),
  ],
]

const otherwise =
  'look at the request in the browser’s network panel: a wrong host, a blocker or an integrity attribute (iAdvize changes the file without notice) does that'

/** null: its script element did not fail. */
export const whyNoTag = ({ elements, failures }: Pick<TagOnPage, 'elements' | 'failures'>): Reason | null => {
  const element = elements.find(({ outcome }) => outcome === 'failed')
  if (!element) return null
  const { host, integrity, crossOrigin } = element
  const failure = failures.find(it => it.host === host) ?? failures[0]
  const received = (what: string): string => `the request for it to ${host} failed: ${what}`
  if (!failure && integrity)
    return crossOrigin
      ? {
          received: received('the file is another than its integrity attribute says'),
          cure: 'remove the integrity attribute from the script element of the tag: iAdvize changes the file without notice',
        }
      : {
          received: received(
            'it has an integrity attribute and no crossorigin attribute, so the browser can’t check it',
          ),
          cure: 'remove the integrity attribute from the script element of the tag: iAdvize changes the file without notice',
        }
  if (!failure) return { received: received('the browser does not say why'), cure: otherwise }
  const { error } = failure
  if (crossOrigin && error === 'net::ERR_FAILED')
    return {
      received: received(`it has a crossorigin attribute, and ${host} sends no CORS headers (${error})`),
      cure: 'remove the crossorigin attribute from the script element of the tag',
    }
  const known = byError.find(([pattern]) => pattern.test(error))?.[1](host)
  return known
    ? { received: received(`${known.what} (${error})`), cure: known.cure }
    : { received: received(error), cure: otherwise }
}
