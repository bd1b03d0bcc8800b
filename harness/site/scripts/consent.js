// Asks once whether the shop may use cookies that it could do without, and remembers the answer.

const remembered = () =>
  document.cookie
    .split('; ')
    .find(pair => pair.startsWith('cookies='))
    ?.slice('cookies='.length)
const year = 31_536_000 // seconds

const ask = () =>
  new Promise(resolve => {
    const banner = document.createElement('section')
    banner.className = 'consent'
    banner.setAttribute('aria-label', 'Cookies')
    const text = document.createElement('p')
    text.textContent =
      'May we use cookies for the chat with our herbalists? Those for your basket and your account are always there.'
    const button = (name, answer) => {
      const choice = document.createElement('button')
      choice.className = 'button'
      choice.textContent = name
      choice.addEventListener('click', () => {
        document.cookie = `cookies=${answer}; path=/; max-age=${year}; samesite=lax`
        banner.remove()
        resolve(answer)
      })
      return choice
    }
    banner.append(text, button('Only what is necessary', 'necessary'), button('Accept all', 'all'))
    document.body.append(banner)
  })

const never = new Promise(() => {})

/** Settles once the visitor has agreed. */
export const consented = Promise.resolve(remembered() ?? ask()).then(answer => (answer === 'all' ? answer : never))
