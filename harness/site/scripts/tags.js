// Stands in for the container of a tag manager: what it brings comes after everything that the page itself needs.

const { sid, platform } = window.dataLayer.find(entry => entry.chat).chat

const bringChat = () => {
  window.iAdvizeInterface = window.iAdvizeInterface || []
  window.iAdvizeInterface.config = { sid }
  const tag = document.createElement('script')
  tag.async = true
  tag.src = `//${platform}.iadvize.com/iadvize.js`
  document.head.append(tag)
}

// Milliseconds after the page has loaded, and then when the browser has nothing else to do; a tab that is not drawn never
// has, so not for long.
const delay = 400
const patience = 500
const wait = () => setTimeout(() => requestIdleCallback(bringChat, { timeout: patience }), delay)
if (document.readyState === 'complete') wait()
else addEventListener('load', wait)
