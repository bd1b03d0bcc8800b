/**
 * Runs in every frame where requests are routed. What a page sends while it is being left escapes Playwright's routes, and
 * would reach the real iAdvize: here it is stopped in the page, as if the network had gone.
 */
import { iadvizeDomain } from '../../../mock-iadvize/contract.ts'

let leaving = false
addEventListener('pagehide', () => (leaving = true), true)
addEventListener('pageshow', () => (leaving = false), true)

const isStopped = (address: string | URL): boolean => {
  if (!leaving || !URL.canParse(address, document.baseURI)) return false
  const host = new URL(address, document.baseURI).hostname.replace(/\.$/, '')
  return host === iadvizeDomain || host.endsWith(`.${iadvizeDomain}`)
}

const send = window.fetch.bind(window)
window.fetch = async (input, init) => {
  if (isStopped(input instanceof Request ? input.url : input)) throw new TypeError('Failed to fetch')
  return send(input, init)
}
const beacon = navigator.sendBeacon.bind(navigator)
navigator.sendBeacon = (url, data) => !isStopped(url) && beacon(url, data)
