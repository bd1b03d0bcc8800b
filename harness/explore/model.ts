/**
 * What an exploration knows of a site while it plays: who is signed in where, and which tabs are open. It says which steps
 * make sense, and judges nothing. Pure: the same steps lead to the same model.
 */
import { iAdvizeFaults } from './steps.ts'
import type { Scope, Step, Verb } from './steps.ts'

/** One page of a tab's history. */
type Entry = {
  /** null: not known; `after-sign-in`, `after-sign-out`: where these have led, before anybody has looked */
  path: string | null
  /** which session of the browser it was loaded in; null: not known, as after going back */
  session: number | null
}
type Tab = { entries: readonly Entry[]; at: number }
type Browser = {
  /** from 1; 0: nobody */
  user: number
  /** changes with every sign-in and sign-out */
  session: number
  signIns: number
  /** by their number less one; null: closed */
  tabs: readonly (Tab | null)[]
  current: number
}
export type Model = {
  scope: Scope
  browsers: readonly Browser[]
  current: number
  fault: string | null
  /** what has happened that a site may remember */
  happened: ReadonlySet<'expiry' | 'fault' | 'back' | 'other-tab-closed'>
  last: Verb | null
  steps: number
  /** nobody knows any more who is signed in: no step makes sense */
  over: boolean
}

const newBrowser: Browser = { user: 0, session: 0, signIns: 0, tabs: [], current: -1 }

export const newModel = (scope: Scope): Model => ({
  scope,
  browsers: [newBrowser],
  current: 0,
  fault: null,
  happened: new Set(),
  last: null,
  steps: 0,
  over: false,
})

const browserOf = ({ browsers, current }: Model): Browser => browsers[current] ?? newBrowser
const tabOf = ({ tabs, current }: Browser): Tab | null => tabs[current] ?? null
const entryOf = (tab: Tab | null): Entry | null => tab?.entries[tab.at] ?? null
const openTabs = ({ tabs }: Browser): number => tabs.filter(tab => tab !== null).length

/** Tabs at once in one browser: more show nothing that these do not. */
const maxTabs = 3

/** Whether the page in front is one of the account, as far as is known. */
const isAccountPage = (model: Model): boolean => {
  const path = entryOf(tabOf(browserOf(model)))?.path ?? null
  return path === 'after-sign-in' || (path !== null && model.scope.signedInPages.includes(path))
}

/** Whether it was loaded for whoever is signed in now: it has a way out. */
const isOfAccount = (model: Model): boolean => {
  const browser = browserOf(model)
  return browser.user > 0 && isAccountPage(model) && entryOf(tabOf(browser))?.session === browser.session
}

/** Whether it stands in a tab in which nobody has noticed yet that they were signed out in another. */
const isLeftOver = (model: Model): boolean => {
  const browser = browserOf(model)
  const session = entryOf(tabOf(browser))?.session ?? null
  return browser.user === 0 && isAccountPage(model) && session !== null && session !== browser.session
}

/** Account pages are for those who are signed in. */
const mayOpen = (model: Model, path: string): boolean =>
  model.scope.guestPages.includes(path) || browserOf(model).user > 0

const isOfIAdvize = (fault: string): boolean => (iAdvizeFaults as readonly string[]).includes(fault)

/** Steps that make sense while something is broken. */
const underFault: ReadonlySet<Verb> = new Set([
  'sign-in',
  'sign-out',
  'open',
  'follow',
  'reload',
  'new-tab',
  'tab',
  'wait',
  'fault-off',
])

export const makesSense = (model: Model, step: Step): boolean => {
  const { fault, scope, over, browsers } = model
  const browser = browserOf(model)
  const tab = tabOf(browser)
  const isOpen = tab !== null
  if (over || (fault !== null && !underFault.has(step.verb))) return false
  switch (step.verb) {
    case 'sign-in':
      // A login page whose token provider fails may well fail with it.
      return browser.user === 0 && step.user <= scope.users.length && (fault === null || isOfIAdvize(fault))
    case 'sign-out':
      return isOfAccount(model) && (fault === null || isOfIAdvize(fault))
    case 'open':
      return mayOpen(model, step.path)
    case 'follow':
      return isOpen && mayOpen(model, step.path) && entryOf(tab)?.path !== step.path
    case 'reload':
      return isOpen && entryOf(tab)?.path != null && model.last !== 'reload'
    case 'back':
      // What was there before a sign-in is the site's own affair; before the first page there is nothing.
      return isOpen && tab.at > 0 && tab.entries[tab.at - 1]?.path != null
    case 'forward':
      return isOpen && tab.at < tab.entries.length - 1
    case 'new-tab':
      return isOpen && openTabs(browser) < maxTabs && mayOpen(model, step.path)
    case 'tab':
      return isOpen && browser.current !== step.number - 1 && browser.tabs[step.number - 1] != null
    case 'close-tab':
      return openTabs(browser) > 1
    case 'browser':
      return model.current !== step.number - 1 && browsers.length >= step.number - 1 && isOpen
    case 'wait':
      return isOpen && model.last !== 'wait'
    case 'expire':
      // The page's clock is moved in one browser, iAdvize's for all.
      return (
        (isOfAccount(model) || isLeftOver(model)) &&
        browsers.every((other, index) => index === model.current || other.user === 0)
      )
    case 'fault':
      return isOpen && fault === null && (isOfIAdvize(step.name) || isOfAccount(model))
    case 'fault-off':
      return fault !== null && model.last !== 'fault'
  }
}

const withBrowser = (model: Model, change: (browser: Browser) => Browser): Model => ({
  ...model,
  browsers: model.browsers.map((browser, index) => (index === model.current ? change(browser) : browser)),
})
const withTab = (browser: Browser, change: (tab: Tab) => Tab): Browser => {
  const tab = tabOf(browser)
  if (tab === null)
    return { ...browser, tabs: [...browser.tabs, change({ entries: [], at: -1 })], current: browser.tabs.length }
  return { ...browser, tabs: browser.tabs.map(other => (other === tab ? change(tab) : other)) }
}
/** To the same address again, a browser goes without a new entry. */
const goneTo = ({ entries, at }: Tab, ...next: Entry[]): Tab => {
  const isSame = next.length === 1 && next[0]?.path != null && entries[at]?.path === next[0].path
  const all = [...entries.slice(0, isSame ? at : at + 1), ...next]
  return { entries: all, at: all.length - 1 }
}
/** What comes out of the history may be as old as that. */
const moved = (tab: Tab, by: number): Tab => ({
  entries: tab.entries.map((entry, index) => (index === tab.at + by ? { ...entry, session: null } : entry)),
  at: tab.at + by,
})

const led = (model: Model, step: Step): Model => {
  const open = (path: string) =>
    withBrowser(model, browser => withTab(browser, tab => goneTo(tab, { path, session: browser.session })))
  const happened = (what: 'expiry' | 'fault' | 'back' | 'other-tab-closed', of: Model): Model => ({
    ...of,
    happened: new Set([...of.happened, what]),
  })
  switch (step.verb) {
    case 'sign-in':
      return withBrowser(model, browser => {
        const session = browser.session + 1
        return withTab({ ...browser, user: step.user, session, signIns: browser.signIns + 1 }, tab =>
          // The form, and where it leads.
          goneTo(tab, { path: null, session: null }, { path: 'after-sign-in', session }),
        )
      })
    case 'sign-out':
      return withBrowser(model, browser => {
        const session = browser.session + 1
        return withTab({ ...browser, user: 0, session }, tab => goneTo(tab, { path: 'after-sign-out', session }))
      })
    case 'open':
    case 'follow':
      return open(step.path)
    case 'reload':
      return withBrowser(model, browser =>
        withTab(browser, tab => ({
          ...tab,
          entries: tab.entries.map((entry, index) =>
            index === tab.at ? { ...entry, session: browser.session } : entry,
          ),
        })),
      )
    case 'back':
    case 'forward':
      return happened(
        'back',
        withBrowser(model, browser => withTab(browser, tab => moved(tab, step.verb === 'back' ? -1 : 1))),
      )
    case 'new-tab':
      return withBrowser(model, browser => ({
        ...browser,
        tabs: [...browser.tabs, { entries: [{ path: step.path, session: browser.session }], at: 0 }],
        current: browser.tabs.length,
      }))
    case 'tab':
      return withBrowser(model, browser => ({ ...browser, current: step.number - 1 }))
    case 'close-tab':
      return happened(
        'other-tab-closed',
        withBrowser(model, browser => {
          const tabs = browser.tabs.map((tab, index) => (index === browser.current ? null : tab))
          return { ...browser, tabs, current: tabs.findLastIndex(tab => tab !== null) }
        }),
      )
    case 'browser':
      return {
        ...model,
        current: step.number - 1,
        browsers: model.browsers.length < step.number ? [...model.browsers, newBrowser] : model.browsers,
      }
    case 'wait':
      return model
    case 'expire':
      return happened('expiry', model)
    case 'fault':
      return happened('fault', { ...model, fault: step.name })
    case 'fault-off':
      return { ...model, fault: null }
  }
}

export const after = (model: Model, step: Step): Model => ({
  ...led(model, step),
  last: step.verb,
  steps: model.steps + 1,
})

/** The site has signed the visitor out by itself: what is in front of them is nobody's. */
export const signedOutBySite = (model: Model): Model =>
  withBrowser(model, browser => ({ ...browser, user: 0, session: browser.session + 1 }))

/** The page in front is that of this path. */
export const standingOn = (model: Model, path: string): Model => {
  const { guestPages, signedInPages } = model.scope
  const isKnown = guestPages.includes(path) || signedInPages.includes(path)
  return withBrowser(model, browser => {
    const entry = entryOf(tabOf(browser))
    if (!entry || entry.path === path || (!isKnown && entry.path === 'after-sign-in')) return browser
    return withTab(browser, tab => ({
      ...tab,
      entries: tab.entries.map((each, index) => (index === tab.at ? { ...each, path: isKnown ? path : null } : each)),
    }))
  })
}

/** What a site may go by, in one word: a pair of steps is worth playing once in each. */
export const stateOf = (model: Model): string => {
  const { user, signIns, tabs, current } = browserOf(model)
  const isStale = tabs.some((tab, index) => {
    const entry = entryOf(tab)
    return tab !== null && index !== current && entry?.session !== browserOf(model).session
  })
  return [
    user === 0 ? 'out' : 'in',
    `${Math.min(signIns, 3)}${tabs.length > 1 ? `+${Math.min(openTabs(browserOf(model)), 2)}` : ''}`,
    ...(isStale ? ['stale'] : []),
    ...(model.browsers.some((other, index) => index !== model.current && other.user > 0) ? ['elsewhere'] : []),
    ...(model.fault === null ? [] : [isOfIAdvize(model.fault) ? 'iadvize-fault' : 'provider-fault']),
    ...[...model.happened].sort(),
  ].join(' ')
}
