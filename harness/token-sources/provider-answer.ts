/** Asks a token provider once, as `curl` would with the cookies of somebody who is signed in, and finds the tokens in what it answers. */
import { isIAdvizeHost } from '../../mock-iadvize/contract.ts'
import { isHtml, jsonIn } from './token-carrier.ts'
import type { Brought } from './token-carrier.ts'
import { barePath, coveredPath } from '../recording/privacy/addresses.ts'
import { coveredWords } from '../recording/privacy/cover.ts'
import type { Found } from './found-token.ts'
import { placeOf, tokensIn } from './message.ts'

/** `headers` hold secrets: they are sent, and never told. */
export type Question = { url: URL; method: string; headers: Record<string, string> }

/** Milliseconds, and bytes. */
const patience = 15_000
const longestAnswer = 2_000_000
const accept = 'application/json, text/plain;q=0.9, */*;q=0.5'

class TooLong extends Error {}

const bodyOf = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > longestAnswer) throw new TooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** By Node's code of the network error; the first that begins it. */
const networkCures: [string, string][] = [
  ['ECONNREFUSED', 'nothing listens there: start the site, or fix the address'],
  ['ENOTFOUND', 'no such host is known here: fix the address, or connect to the network that knows it'],
  ['EAI_AGAIN', 'no name server answers: connect to the network that knows the host'],
  ['ERR_SSL', 'it speaks no TLS there: is it http instead of https, or another port?'],
  ['ERR_TLS', 'its certificate is for another host: fix the address'],
  ['CERT', 'its certificate is not valid here: is the clock right?'],
  ['DEPTH_ZERO', 'its certificate is not trusted here: name it in NODE_EXTRA_CA_CERTS'],
  ['SELF_SIGNED', 'its certificate is not trusted here: name the authority’s in NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO', 'its certificate is not trusted here: name the authority’s in NODE_EXTRA_CA_CERTS'],
  ['UND_ERR_SOCKET', 'it hangs up without an answer: is it https instead of http, or has it crashed?'],
  ['ECONNRESET', 'the connection breaks off: is it https instead of http, or has the site crashed?'],
]

/** null: no fault of the network's. */
const whyNot = (error: unknown): string | null => {
  if (error instanceof TooLong) return `answered with more than ${longestAnswer / 1_000_000} MB: that is no token`
  if (error instanceof Error && error.name === 'TimeoutError')
    return `did not answer within ${patience / 1000} s: is it up?`
  // What fetch throws for the network has the network's own error as its cause.
  const cause = error instanceof Error ? error.cause : undefined
  if (cause === undefined) return null
  const { code = '' } = cause as { code?: string }
  const cure = networkCures.find(([begin]) => code.startsWith(begin))?.[1]
  return `could not be reached${code ? ` (${code})` : ''}${cure ? `: ${cure}` : ''}`
}

const signIn = (hasCookies: boolean): string =>
  hasCookies
    ? 'the session in the given cookies or headers has probably ended: sign in as the test user once more, and take them anew'
    : 'it was asked without cookies: give those of a signed-in test user with --cookie-env NAME'

/** Why there is no token in it, in one sentence and the cure. */
const without = ({ status, headers }: Response, brought: Brought, { url, headers: sent }: Question): string => {
  const cure = signIn(Object.keys(sent).length > 0)
  const target = headers.get('location')
  if (status >= 300 && status < 400) {
    const to = target !== null && URL.canParse(target, url) ? ` to ${coveredPath(new URL(target, url).pathname)}` : ''
    return `answered ${status}, a redirect${to}, which is not followed: if that is the login page, ${cure}`
  }
  if (status === 404 || status === 405)
    return `answered ${status}: fix the address${status === 405 ? ', or choose another --method' : ''}`
  if (status >= 500) return `answered ${status}: the site itself is in trouble`
  if (isHtml(brought))
    return `answered ${status} with a web page and no token in it, most likely the login page: ${cure}`
  if (status === 401 || status === 403) return `answered ${status}: ${cure}`
  const value = jsonIn(brought.body ?? '')
  const members =
    typeof value === 'object' && value !== null
      ? Object.keys(value)
          .slice(0, 8)
          .map(name => coveredWords(name))
      : []
  const what =
    brought.body === ''
      ? 'with nothing'
      : members.length > 0
        ? `with JSON (${members.join(', ')})`
        : `with ${brought.body?.length} characters`
  return `answered ${status} ${what}, and there is no token in it at any depth, nor in a header: is this the address that the page asks? ${status < 300 ? 'And is the user signed in?' : ''}`.trim()
}

/** Follows no redirect. A problem is one sentence with the cure, and holds nothing of what was sent or received. */
export const providerAnswer = async (question: Question): Promise<Found | { problem: string }> => {
  const { url, method, headers } = question
  const name = `${method} ${url.origin}${barePath(url.pathname)}`
  if (isIAdvizeHost(url.hostname))
    return {
      problem: `${name} is a host of iAdvize's own, which Padlock never asks: name the address of your site's token provider`,
    }
  try {
    const signal = AbortSignal.timeout(patience)
    const response = await fetch(url, { method, headers: { accept, ...headers }, redirect: 'manual', signal })
    const brought = {
      headers: [...response.headers].map(([name, value]) => ({ name, value })),
      body: await bodyOf(response),
    }
    const carried = tokensIn(brought)
    const forIAdvize = carried.filter(it => it.meantForIAdvize)
    // Whatever a token provider answers is meant for iAdvize, however little it looks like it.
    const meant = forIAdvize.length > 0 ? forIAdvize : carried
    const tokens = [...new Map(meant.map(it => [it.token.trim(), it])).values()]
    if (tokens.length === 0) return { problem: `${name} ${without(response, brought, question)}` }
    return {
      tokens: tokens.map(({ token, carrier }) => ({ token, from: `answer of ${name}: ${placeOf(carrier)}`, at: null })),
      others: new Set(carried.filter(it => !meant.includes(it)).map(it => it.token)).size,
    }
  } catch (error) {
    const why = whyNot(error)
    if (why === null) throw error
    return { problem: `${name} ${why}` }
  }
}
