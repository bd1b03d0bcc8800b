/**
 * Runs in the page: how a document includes the tag, read from the script elements that name it. They are seen as they enter the
 * document, whoever puts them there and whenever, and told when the browser is done with them.
 */
import { tagPath } from '../../../mock-iadvize/contract.ts'
import type { TagElement } from '../../recording/tag-element.ts'

const isTagUrl = (url: string): boolean => {
  try {
    return new URL(url, document.baseURI).pathname.endsWith(tagPath)
  } catch {
    return false
  }
}
const withoutQuery = (url: string): string => url.split(/[?#]/)[0] ?? ''

const isTag = (node: unknown): node is HTMLScriptElement => node instanceof HTMLScriptElement && isTagUrl(node.src)
const tagsIn = (node: Node): HTMLScriptElement[] => {
  if (isTag(node)) return [node]
  return node instanceof Element && node.firstElementChild ? [...node.querySelectorAll('script')].filter(isTag) : []
}

const runs = ({ type }: HTMLScriptElement): boolean =>
  /^(?:$|module$|(?:text|application)\/(?:x-)?(?:java|ecma)script)/i.test(type)
/** While a script holds up the parser, nothing stands behind it yet. */
const isLast = (element: Node): boolean => {
  for (let node: Node | null = element; node; node = node.parentNode) if (node.nextSibling) return false
  return true
}

type Origin = Pick<TagElement, 'inclusion' | 'insertedBy'>

/**
 * Observers are called before the script that changed the document gives up its place as the current one; for an element that
 * comes from the parser there is none. A script without the attribute that is async all the same was made by a script.
 */
const originOf = (element: HTMLScriptElement): Origin => {
  const inserter = document.currentScript
  if (inserter instanceof HTMLScriptElement)
    return { inclusion: 'script', insertedBy: inserter.src ? withoutQuery(inserter.src) : 'inline' }
  const parsed = document.readyState === 'loading' && (!element.async || element.hasAttribute('async'))
  return { inclusion: parsed ? 'html' : 'script', insertedBy: null }
}

/** `changed`: called whenever the document has changed, which between two scripts of its HTML it has. */
export const watchTagElements = (tell: (element: TagElement) => void, changed: () => void): void => {
  const origins = new WeakMap<HTMLScriptElement, Origin>()
  const blocked = new Set<string>()
  const settled = (element: HTMLScriptElement, outcome: TagElement['outcome']): void => {
    const origin = origins.get(element) ?? originOf(element)
    const plain = !element.async && !element.defer && element.type !== 'module' && runs(element)
    const holdsUp = origin.inclusion === 'html' || (document.readyState === 'loading' && isLast(element))
    tell({
      host: new URL(element.src).host,
      ...origin,
      blocking: plain && holdsUp,
      outcome,
      ...(element.integrity !== '' && { integrity: true }),
      ...(element.crossOrigin !== null && { crossOrigin: true }),
    })
  }

  new MutationObserver(changes => {
    changed()
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        for (const element of tagsIn(node)) {
          if (origins.has(element)) continue
          origins.set(element, originOf(element))
          if (!runs(element)) settled(element, 'inert')
        }
  }).observe(document, { childList: true, subtree: true })

  addEventListener('securitypolicyviolation', ({ blockedURI, disposition }) => {
    if (disposition === 'enforce') blocked.add(withoutQuery(blockedURI))
  })
  // The end of a script's loading is told to the document's ancestors-to-be only while capturing, and never to the window.
  document.addEventListener('load', ({ target }) => void (isTag(target) && settled(target, 'loaded')), true)
  document.addEventListener(
    'error',
    ({ target }) => {
      if (isTag(target)) settled(target, blocked.has(withoutQuery(target.src)) ? 'blocked-by-policy' : 'failed')
    },
    true,
  )
}
