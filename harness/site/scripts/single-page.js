// The single-page shop: one document, in which this script shows one screen after another. The chat follows along.

let chat // iAdvize's SDK, once the tag has run
let signedIn // whether somebody is, as of the screen that is shown
let known // as whom the chat knows the visitor: 'guest', 'customer'; undefined: not at all

// ── The chat ────────────────────────────────────────────────────────────────────────────────────────────────────────

const freshToken = async () => {
  const answer = await fetch('/api/iadvize-token')
  if (!answer.ok) throw new Error(`the token provider answered ${answer.status}`)
  const { token } = await answer.json()
  return token
}

const anonymous = () => ({ authenticationOption: { type: 'ANONYMOUS' } })
const secured = token => ({ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } })

const activate = async () => {
  if (!signedIn) return chat.activate(anonymous)
  // Fetched before activate: when our backend has no token to give, there is no activation at all.
  const tokens = [await freshToken()]
  // iAdvize asks again whenever its session has ended, and then needs a new one.
  return chat.activate(async () => secured(tokens.pop() ?? (await freshToken())))
}

// One call at a time: iAdvize refuses an activation while another one is under way.
let calls = Promise.resolve()
const inTurn = call => (calls = calls.then(call).catch(() => undefined))

/** Lets the chat know the visitor as the shop does. Signing in upgrades a guest in place, without a logout. */
const introduce = () =>
  inTurn(async () => {
    const as = signedIn ? 'customer' : 'guest'
    if (!chat || signedIn === undefined || known === as) return
    if (known === 'customer') await chat.logout()
    known = as
    const { authentication } = await activate()
    // The result echoes the token: its status may be used, the whole is never logged.
    document.querySelector('#help').dataset.open = String(authentication.status === 'authentication-success')
  })

/** A chat that hangs keeps nobody signed in. */
const sayGoodbye = () => {
  const farewell = inTurn(async () => {
    known = undefined
    await chat?.logout()
  })
  return Promise.race([farewell, new Promise(resolve => setTimeout(resolve, 3000))])
}

window.iAdvizeInterface = window.iAdvizeInterface || []
window.iAdvizeInterface.push(iAdvize => {
  chat = iAdvize
  void introduce()
})

// ── The screens ─────────────────────────────────────────────────────────────────────────────────────────────────────

let latest = 0

/** Fetches a screen and shows it. `entry`: what becomes of the browser's history. Answers with whether it is shown. */
const show = async (path, entry, form) => {
  const turn = ++latest
  const answer = await fetch(path, {
    headers: { Accept: 'application/json' },
    ...(form && { method: 'POST', body: new URLSearchParams(new FormData(form)) }),
  })
  const screen = await answer.json()
  // Somebody who clicks twice sees the second screen.
  if (turn !== latest) return false
  const { pathname, search } = new URL(answer.url)
  if (entry === 'new') history.pushState(null, '', pathname + search)
  else history.replaceState(null, '', pathname + search)
  document.title = screen.title
  document.querySelector('header').innerHTML = screen.header
  document.querySelector('main').innerHTML = screen.main
  signedIn = screen.signedIn
  return true
}

/** A change of the screen, as opposed to the first one, which the tag sees for itself. */
const go = async (path, entry, form) => {
  if (!(await show(path, entry, form))) return
  if (entry === 'new') scrollTo(0, 0)
  chat?.navigate(location.pathname)
  await introduce()
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="/"]')
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  void go(link.getAttribute('href'), 'new')
})

const send = async form => {
  const path = form.getAttribute('action')
  if (path === '/logout') await sayGoodbye()
  await go(path, 'new', form)
}
document.addEventListener('submit', event => {
  event.preventDefault()
  void send(event.target)
})

addEventListener('popstate', () => void go(location.pathname + location.search, 'same'))

// Browsers keep pages alive for the back button, with the chat in them: one that comes back finds out anew who is signed in.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())

await show(location.pathname + location.search, 'same')
await introduce()
