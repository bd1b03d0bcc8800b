// In the frame: does for the page around it what that page cannot do, because the tag is in here. The messages are those of
// iAdvize's boxed tag; each says for which origin it is, and only the page's own are heeded.

const { page, sid, platform } = document.body.dataset
const tell = message => window.parent.postMessage({ command: 'internals', ...message }, page)

let giveToken // to the provider that waits for the page's answer
const tokenOfPage = () =>
  new Promise(resolve => {
    giveToken = resolve
    tell({ method: 'get-activate-auth-token' })
  })

const commands = {
  activate: async (iAdvize, { authenticationOption: { type } }) => {
    const activation = await iAdvize.activate(async () => ({
      authenticationOption:
        type === 'SECURED_AUTHENTICATION' ? { type, token: await tokenOfPage() } : { type: 'ANONYMOUS' },
    }))
    // The result echoes the token: the page is told how it went, and no more.
    tell({ method: 'activate', activation: { authentication: { status: activation.authentication.status } } })
  },
  logout: async iAdvize => {
    await iAdvize.logout()
    tell({ method: 'logout' })
  },
  navigate: (iAdvize, [screen]) => iAdvize.navigate(screen),
}

addEventListener('message', ({ source, origin, data }) => {
  if (source !== window.parent || origin !== page || data?.command !== 'internals') return
  if (data.method === 'set-activate-auth-token') giveToken?.(data.args)
  else if (Object.hasOwn(commands, data.method))
    window.iAdvizeInterface.push(iAdvize => commands[data.method](iAdvize, data.args))
})

window.iAdvizeInterface = window.iAdvizeInterface || []
window.iAdvizeInterface.config = { sid, mode: 'sandboxed' }
const tag = document.createElement('script')
tag.async = true
tag.src = `//${platform}.iadvize.com/iadvize.js`
document.head.append(tag)
