import { isKind, observed, whereOf } from '../../recording/observed.ts'
import type { Seen } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

const places: Record<Seen<'token-leak'>['where'], (to: string) => string> = {
  console: to => `in the console (${to})`,
  address: () => 'in the address of the page',
  url: to => `in the address of a request to ${to}`,
  referer: to => `in the Referer of a request to ${to}`,
  'third-party': to => `in a request to a third party, ${to}`,
  'own-server': to => `in what the page sends back to its own server, ${to}`,
}

const id = 'activation/token-not-logged'

export default requirement({
  id,
  level: 'MUST',
  basis: 'practice',
  title: 'the token goes neither to the console, nor into an address, nor to a third party',
  because:
    'consoles are collected by error trackers and addresses by every log on the way: whoever reads them is that customer for a minute',
  source: { page: 'OWASP ASVS', clause: '5.0.0, 14.2.1 and 14.2.3: not in URLs, not to untrusted parties' },
  yourSite: {
    table: 'activate',
    says: 'resolves also when it fails; its result holds the token, which goes to no console, address or third party',
  },
  stimulus: 'a page hands over a token, and is looked at afterwards',
  codes: [
    'token-in-console',
    'token-in-address',
    'token-in-url',
    'token-in-referer',
    'token-in-third-party',
    'token-in-own-server',
  ],
  judge: recording => {
    const leaks = observed(recording).filter(isKind('token-leak'))
    const looked = new Set(
      observed(recording)
        .filter(isKind('sample'))
        .map(({ load }) => load),
    )
    // Of a console that was not read to its end, nobody knows.
    const isLeft = observed(recording).some(seen => seen.kind === 'skipped' && seen.concerns?.includes(id))
    const kept = observed(recording)
      .filter(isKind('provider-answer'))
      .filter(
        ({ token, load }) => !isLeft && token !== null && looked.has(load) && !leaks.some(leak => leak.load === load),
      )
    return [
      ...leaks.map((leak): Finding =>
        violated(whereOf(leak), {
          // What becomes of it there, nobody sees: a journal of results is what it mostly is.
          ...(leak.where === 'own-server' && { level: 'SHOULD' as const }),
          code: `token-in-${leak.where}`,
          expected: 'the token goes to iAdvize.activate, and nowhere else',
          received: places[leak.where](leak.to),
        }),
      ),
      ...kept.map((answer): Finding => met(whereOf(answer), `token ${answer.token} was seen nowhere else`)),
    ]
  },
  remedy: ({ code, where, received }) => {
    const page = where.path ?? 'this page'
    if (code === 'token-in-console')
      return `log nothing of the token on ${page}, and not the result of activate either: it echoes the token in authentication.option; log authentication.status and reason`
    if (code === 'token-in-own-server')
      return `leave the token out of what ${page} sends back (${received}): a journal of the result of activate keeps authentication.status and reason alone, for authentication.option echoes the token, and whoever reads the journal is that customer for a minute`
    if (code === 'token-in-third-party')
      return `keep the token, and the result of activate, out of what ${page} sends to others: today it is ${received}`
    return `send the token in no address: today it is ${received}; it comes in the body of an answer and goes to activate, and nobody else needs it`
  },
})
