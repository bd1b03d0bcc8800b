/**
 * A stream of server-sent events that is open while somebody can see the page: a browser has six connections to a host, and
 * tabs in the background must not hold them. Runs in a browser.
 */
export function liveStream(open: () => EventSource): { close(): void } {
  let stream: EventSource | null = null
  const follow = () => {
    if (document.hidden) {
      stream?.close()
      stream = null
    } else stream ??= open()
  }
  document.addEventListener('visibilitychange', follow)
  follow()
  return {
    close() {
      document.removeEventListener('visibilitychange', follow)
      stream?.close()
      stream = null
    },
  }
}
