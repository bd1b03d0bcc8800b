/** Whether a URL looks like the one that real customers use. Padlock signs in and out there, and never unasked. */
import { isIP } from 'node:net'
import { iadvizeDomain } from '../../mock-iadvize/contract.ts'

/** Any of these as a word of the host's name says that it is no production: `staging.example.com`, `shop-qa2.example.com`. */
export const stagingWords = [
  'staging',
  'stage',
  'test',
  'dev',
  'preprod',
  'qa',
  'uat',
  'sandbox',
  'int',
  'preview',
  'demo',
  'local',
  'localhost',
  'stg',
  'testing',
  'tst',
  'develop',
  'development',
  'nonprod',
  'integration',
  'acceptance',
  'acc',
  'recette',
] as const

/** Names that no public DNS knows (RFC 2606, RFC 6761, RFC 6762, and the one that ICANN keeps for private use). */
const privateEndings = /(?:^|\.)(?:test|local|localhost|internal|invalid|example|lan|home\.arpa)$/

/** Loopback, private use, link-local, and the shared space of carriers and overlay networks. */
const privateAddress =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0\.0\.0\.0$)|^(?:::1?$|f[cd]|fe[89ab])/i

export const looksLikeProduction = (url: string): boolean => {
  const host = new URL(url).hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  if (isIP(host)) return !privateAddress.test(host)
  const labels = host.split('.')
  if (labels.length === 1 || privateEndings.test(host)) return false
  // The last label is no word of the site's, and of two labels the first is the name of a brand: `dev.to`, `test.com`.
  return !labels.slice(0, -1).some((label, index) => {
    const words = label
      .replace(/pre-prod/, 'preprod')
      .replace(/non-prod/, 'nonprod')
      .split('-')
    const alone = words.length === 1 && index === labels.length - 2
    return !alone && words.some(word => (stagingWords as readonly string[]).includes(word.replace(/\d+$/, '')))
  })
}

/** What to say before anything is touched; null: nothing. */
export const productionProblem = (key: string, url: string): string | null =>
  looksLikeProduction(url)
    ? `${key}: ${new URL(url).host} looks like production, and Padlock signs test users in and out there; if that is meant, add --production, or certify a host whose name says what it is (${stagingWords.slice(0, 11).join(', ')}, a private address, .test, .local, .internal)`
    : null

/** What to say of a host of iAdvize's in the place of a site's: nothing of ours ever reaches it. null: it is another's. */
export const iadvizeHostProblem = (key: string, url: string): string | null => {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/\.+$/, '').toLowerCase() : ''
  return host === iadvizeDomain || host.endsWith(`.${iadvizeDomain}`)
    ? `${key}: ${host} is iAdvize's own host, and Padlock sends nothing there; give the address of your own site`
    : null
}
