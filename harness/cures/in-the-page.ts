/** What the pages do. Browser JavaScript; harness/cures/snippets.spec.ts plays it against the mock's own tag. */
import { code, type CureTopic } from './snippet.ts'

export const loadTheTag: CureTopic = {
  id: 'load-the-tag',
  title: 'load the tag: once on every page, and never in the way',
  code: {
    browser: code(
      String.raw`
// Once on every page. What is pushed before the tag has loaded runs when it is there; nothing replaces the interface.
window.iAdvizeInterface = window.iAdvizeInterface || []
iAdvizeInterface.config = { sid: 'YOUR-SITE-ID' }

const tag = document.createElement('script')
tag.src = 'https://halc.iadvize.com/iadvize.js' // your platform: halc, lc, …
tag.async = true // the page goes on without it
document.head.append(tag)
`,
      'the mock’s tag in Chromium',
    ),
  },
}

export const activate: CureTopic = {
  id: 'activate',
  title: 'activate: once for each load of a page, with a new token whenever iAdvize asks',
  code: {
    browser: code(
      String.raw`
// Once for each load of a page. iAdvize calls the provider again when its session ends: fetch each time, keep nothing.
window.iAdvizeInterface = window.iAdvizeInterface || []
iAdvizeInterface.push(async iAdvize => {
  const { authentication } = await iAdvize.activate(async () => {
    const response = await fetch('/api/iadvize-token', { cache: 'no-store' })
    if (response.status === 401) return { authenticationOption: { type: 'ANONYMOUS' } } // nobody is signed in
    if (!response.ok) throw new Error('no token: ' + response.status) // no anonymous stand-in for somebody known
    const { token } = await response.json()
    return { authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }
  })
  // A failure does not reject. Only status and reason may be logged: the option holds the token.
  if (authentication.status !== 'authentication-success') console.warn('iAdvize:', authentication.reason)
})
`,
      'the mock’s tag in Chromium',
    ),
  },
}

export const logout: CureTopic = {
  id: 'logout',
  title: 'sign out: wait for logout() before the page is left',
  code: {
    browser: code(
      String.raw`
// Wherever a visitor signs out, and before the page is left. The site's own sign-out never waits for the chat for long.
async function signOut(form) {
  const left = new Promise(resolve => setTimeout(resolve, 3000))
  const ended = new Promise(resolve => {
    window.iAdvizeInterface = window.iAdvizeInterface || []
    iAdvizeInterface.push(iAdvize => Promise.resolve(iAdvize.logout()).then(resolve, resolve))
  })
  await Promise.race([ended, left])
  form.submit() // your sign-out, which ends the session on the server
}

document.querySelector('form.sign-out').addEventListener('submit', event => {
  event.preventDefault()
  void signOut(event.target)
})
`,
      'the mock’s tag in Chromium',
    ),
  },
}

export const removeExtId: CureTopic = {
  id: 'remove-ext-id',
  title: 'remove extID: authenticated messaging replaces it',
  code: {
    browser: code(
      String.raw`
// Delete this wherever it stands: templates, the tag manager, scripts that set it late. Any spelling of extID counts.
// window.idzCustomData = { extID: account.id }

// What else idzCustomData carries may stay:
window.idzCustomData = { cust_plan: 'premium' }
`,
      'the mock’s tag in Chromium',
    ),
  },
}

export const navigate: CureTopic = {
  id: 'navigate',
  title: 'tell the tag of a new screen: navigate, not activate',
  code: {
    browser: code(
      String.raw`
// Wherever your router has shown another screen. activate is for a new load of the page alone.
function screenShown() {
  window.iAdvizeInterface = window.iAdvizeInterface || []
  iAdvizeInterface.push(iAdvize => iAdvize.navigate(location.href))
}
`,
      'the mock’s tag in Chromium',
    ),
  },
}

export const surviveFailures: CureTopic = {
  id: 'survive-failures',
  title: 'let the page live when the chat does not',
  code: {
    browser: code(
      String.raw`
// The page never waits for the chat: nothing outside of push touches iAdvize, and every failure ends here.
window.iAdvizeInterface = window.iAdvizeInterface || []
iAdvizeInterface.push(async iAdvize => {
  const ask = () => fetch('/api/iadvize-token', { cache: 'no-store', signal: AbortSignal.timeout(5000) })
  const response = await ask().catch(() => null)
  if (!response || (!response.ok && response.status !== 401)) return // no token to be had: do not activate at all
  let first = response // what was fetched serves the first call; a later one, when the session ends, fetches anew
  await iAdvize.activate(async () => {
    const answer = first ?? (await ask())
    first = null
    if (answer.status === 401) return { authenticationOption: { type: 'ANONYMOUS' } } // nobody is signed in
    const { token } = await answer.json()
    return { authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }
  }) // no retry of your own: the tag has retried by then
})
`,
      'the mock’s tag in Chromium',
    ),
  },
}
