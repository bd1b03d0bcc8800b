// The chat of the shop, as a customer of iAdvize would write it. The page says in `data-chat` whether somebody is signed in.

let chat // iAdvize's SDK, once the tag has run

const freshToken = async () => {
  const answer = await fetch('/api/iadvize-token')
  if (!answer.ok) throw new Error(`the token provider answered ${answer.status}`)
  const { token } = await answer.json()
  return token
}

const anonymous = () => ({ authenticationOption: { type: 'ANONYMOUS' } })
const secured = token => ({ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } })

const activate = async iAdvize => {
  if (document.body.dataset.chat === 'anonymous') return iAdvize.activate(anonymous)
  // Fetched before activate: when our backend has no token to give, there is no activation at all.
  const tokens = [await freshToken()]
  // iAdvize asks again whenever its session has ended, and then needs a new one.
  return iAdvize.activate(async () => secured(tokens.pop() ?? (await freshToken())))
}

window.iAdvizeInterface = window.iAdvizeInterface || []
window.iAdvizeInterface.push(async iAdvize => {
  chat = iAdvize
  try {
    const { authentication } = await activate(iAdvize)
    // The result echoes the token: its status may be used, the whole is never logged.
    document.querySelector('#help').dataset.open = String(authentication.status === 'authentication-success')
  } catch {
    // Without a token there is no chat; the page keeps showing how to reach us otherwise.
  }
})

const signOut = document.querySelector('form[action="/logout"]')
const leave = () => signOut.submit()
signOut?.addEventListener('submit', event => {
  event.preventDefault()
  const farewell = chat?.logout()
  // A chat that hangs keeps nobody signed in.
  const patience = new Promise(resolve => setTimeout(resolve, 3000))
  Promise.race([farewell, patience]).then(leave, leave)
})

// Browsers keep pages alive for the back button, with the chat in them: one that comes back finds out anew who is signed in.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
