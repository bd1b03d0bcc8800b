// The chat of the shop, where the tag is boxed in a frame of another origin: this page asks, and the frame does. The page says
// in `data-chat` whether somebody is signed in, and in `data-box` where the frame comes from.

const { chat, box: origin } = document.body.dataset

const freshToken = async () => {
  const answer = await fetch('/api/iadvize-token')
  if (!answer.ok) throw new Error(`the token provider answered ${answer.status}`)
  const { token } = await answer.json()
  return token
}

const box = document.createElement('iframe')
box.title = 'Chat'
box.className = 'box'
box.setAttribute('sandbox', 'allow-scripts allow-same-origin')
box.src = origin
const loaded = new Promise(resolve => box.addEventListener('load', resolve))
document.body.append(box)

const send = async (method, args) => {
  await loaded
  box.contentWindow.postMessage({ command: 'internals', method, args }, origin)
}

const tokens = []
let farewell // called when iAdvize has ended the session

const answers = {
  // iAdvize asks again whenever its session has ended, and then needs a new one.
  'get-activate-auth-token': async () => {
    const token = tokens.pop() ?? (await freshToken().catch(() => null))
    await send('set-activate-auth-token', token)
  },
  activate: ({ activation }) => {
    const { status } = activation.authentication
    document.querySelector('#help').dataset.open = String(status === 'authentication-success')
  },
  logout: () => farewell?.(),
}
addEventListener('message', event => {
  if (event.source !== box.contentWindow || event.origin !== origin) return
  if (Object.hasOwn(answers, event.data?.method)) void answers[event.data.method](event.data)
})

const signOut = document.querySelector('form[action="/logout"]')
signOut?.addEventListener('submit', event => {
  event.preventDefault()
  farewell = () => signOut.submit()
  void send('logout')
  // A chat that hangs keeps nobody signed in.
  setTimeout(farewell, 3000)
})

// Browsers keep pages alive for the back button, with the chat in them: one that comes back finds out anew who is signed in.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())

try {
  // Fetched before activate: when our backend has no token to give, there is no activation at all.
  if (chat === 'secured') tokens.push(await freshToken())
  const type = chat === 'secured' ? 'SECURED_AUTHENTICATION' : 'ANONYMOUS'
  await send('activate', { authenticationOption: { type } })
} catch {
  // Without a token there is no chat; the page keeps showing how to reach us otherwise.
}
