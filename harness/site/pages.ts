/** The shop's pages: what a guest, a customer and the login form look like. */
import type { Customer } from './customers.ts'
import { html, raw } from './html.ts'
import type { Html } from './html.ts'
import type { PageScript, Session } from './plan.ts'

export type Page = { title: string; main: Html }

type Frame = {
  path: string
  nonce: string
  session: Session | null
  scripts: readonly PageScript[]
  bodyData: Record<string, string>
}

const products = [
  { id: 'verbena', name: 'Verbena of Roussillon', note: 'Lemon and cut grass', price: '€12.50', art: 'sprig' },
  { id: 'chamomile', name: 'Chamomile', note: 'Honey and apple', price: '€8.90', art: 'blossom' },
  { id: 'peppermint', name: 'Peppermint', note: 'Cool, round, a little pepper', price: '€9.50', art: 'leaf' },
  { id: 'linden', name: 'Linden blossom', note: 'Hay and white flowers', price: '€8.90', art: 'leaf' },
  { id: 'hibiscus', name: 'Hibiscus flower', note: 'Cranberry, bright and tart', price: '€10.20', art: 'blossom' },
  { id: 'balm', name: 'Lemon balm', note: 'Soft citrus for the evening', price: '€8.40', art: 'sprig' },
] as const

const art = (name: string): Html =>
  html`<svg class="art" viewBox="0 0 120 120" aria-hidden="true"><use href="/herbs.svg#${name}" /></svg>`

const shelf = (items: readonly (typeof products)[number][]): Html => html`
  <ul class="shelf">
    ${items.map(
      ({ id, name, note, price, art: drawing }) => html`
        <li>
          <a class="card" href="/product?tea=${id}">
            <span class="tile ${id}">${art(drawing)}</span>
            <span class="name">${name}</span>
            <span class="note">${note}</span>
            <span class="price">${price} <small>/ 100 g</small></span>
          </a>
        </li>
      `,
    )}
  </ul>
`

export const home = (): Page => ({
  title: 'Herbal teas from small gardens',
  main: html`
    <section class="hero">
      <div>
        <p class="eyebrow">Spring harvest</p>
        <h1>The garden, in a cup</h1>
        <p class="lead">Whole leaves and flowers, picked by hand in the Roussillon and dried in the shade.</p>
        <a class="button" href="/catalogue">See the herbs</a>
      </div>
      <div class="tile verbena">${art('sprig')}</div>
    </section>
    <h2>This month</h2>
    ${shelf(products.slice(1, 4))}
  `,
})

export const catalogue = (): Page => ({
  title: 'Catalogue',
  main: html`
    <h1>All herbs</h1>
    <p class="lead">Six plants, nothing added. Sent within two days.</p>
    ${shelf(products)}
  `,
})

export const product = (id: unknown): Page => {
  const tea = products.find(candidate => candidate.id === id) ?? products[0]
  return {
    title: tea.name,
    main: html`
      <article class="product">
        <div class="tile ${tea.id}">${art(tea.art)}</div>
        <div>
          <p class="eyebrow">Herbal tea</p>
          <h1>${tea.name}</h1>
          <p class="lead">${tea.note}. No caffeine; steep for five minutes at 90 °C.</p>
          <p class="price big">${tea.price} <small>/ 100 g</small></p>
          <form method="post" action="/basket">
            <input type="hidden" name="tea" value="${tea.id}" />
            <button class="button">Add to basket</button>
          </form>
          <dl class="facts">
            <div>
              <dt>Origin</dt>
              <dd>Céret, Pyrénées-Orientales</dd>
            </div>
            <div>
              <dt>Harvest</dt>
              <dd>May, by hand</dd>
            </div>
            <div>
              <dt>Cups</dt>
              <dd>about 60</dd>
            </div>
          </dl>
        </div>
      </article>
    `,
  }
}

/** `action`: where the form is sent; empty: to the page itself */
export const login = (refused: boolean, action = '/login'): Page => ({
  title: 'Sign in',
  main: html`
    <form class="panel narrow" method="post" ${action && html`action="${action}"`}>
      <h1>Sign in</h1>
      ${refused && html`<p class="alert" role="alert">This e-mail address and password do not belong together.</p>`}
      <label>E-mail address <input id="username" name="username" autocomplete="username" required /></label>
      <label>
        Password
        <input id="password" name="password" type="password" autocomplete="current-password" required />
      </label>
      <button class="button">Sign in</button>
    </form>
  `,
})

const inAccount = (path: string, title: string, content: Html): Page => ({
  title,
  main: html`
    <div class="account">
      <nav aria-label="Your account">
        ${accountLinks.map(
          ([href, name]) => html`<a href="${href}" ${href === path && raw('aria-current="page"')}>${name}</a>`,
        )}
      </nav>
      <div>${content}</div>
    </div>
  `,
})
const accountLinks = [
  ['/account', 'Overview'],
  ['/account/orders', 'Orders'],
  ['/account/addresses', 'Addresses'],
] as const

const orderTable = (orders: Customer['orders']): Html => html`
  <ul class="orders">
    ${orders.map(
      order => html`
        <li class="panel">
          <span class="number">${order.number}</span>
          <span class="badge ${order.status === 'delivered' && 'quiet'}">${order.status}</span>
          <span class="items">${order.items}</span>
          <span class="note">${order.date}</span>
          <span class="price">${order.total}</span>
        </li>
      `,
    )}
  </ul>
`

/** Path → page of the account area. */
export const accountPages: Record<string, (customer: Customer) => Page> = {
  '/account': ({ visitorData, orders }) =>
    inAccount(
      '/account',
      'Your account',
      html`
        <h1>Good to see you, ${visitorData['firstName']}</h1>
        <p class="lead">Your latest order leaves our drying loft today.</p>
        ${orderTable(orders.slice(0, 1))}
        <section class="panel">
          <h2>Your details</h2>
          <dl class="facts">
            <div>
              <dt>Name</dt>
              <dd>${visitorData['firstName']} ${visitorData['lastName']}</dd>
            </div>
            <div>
              <dt>E-mail</dt>
              <dd>${visitorData['email']}</dd>
            </div>
          </dl>
        </section>
      `,
    ),
  '/account/orders': ({ orders }) =>
    inAccount(
      '/account/orders',
      'Your orders',
      html`<h1>Your orders</h1>
        ${orderTable(orders)}`,
    ),
  '/account/addresses': ({ visitorData }) =>
    inAccount(
      '/account/addresses',
      'Your addresses',
      html`
        <h1>Your addresses</h1>
        <address class="panel">
          <span class="eyebrow">Delivery and invoice</span>
          <strong>${visitorData['firstName']} ${visitorData['lastName']}</strong>
          <span>${visitorData['address']}</span>
          <span>${visitorData['zipCode']} ${visitorData['city']}</span>
          <span>${visitorData['country']}</span>
        </address>
      `,
    ),
}

export const notFound = (): Page => ({
  title: 'Not found',
  main: html`<h1>Nothing grows here</h1>
    <p class="lead">Try the <a href="/catalogue">catalogue</a>.</p>`,
})

const scriptElement = (script: PageScript, nonce: string): Html => {
  if ('inline' in script)
    return html`<script nonce="${nonce}">
      ${raw(script.inline)}
    </script>`
  const load = { async: raw('async'), module: raw('type="module"'), blocking: raw('') }[script.load]
  return html`<script ${load}${script.nonce && html` nonce="${nonce}"`} src="${script.src}"></script>`
}

const titleOf = ({ title }: Page): string => `${title} · Maison Verveine`

const brandLink = html`<a class="brand" href="/">${art('sprig')} Maison Verveine</a>`

const headerOf = ({ path, session }: Pick<Frame, 'path' | 'session'>): Html => html`
  ${brandLink}
  <nav aria-label="Shop">
    <a href="/catalogue" ${path === '/catalogue' && raw('aria-current="page"')}>Herbs</a>
    ${
      session?.customer
        ? html`<a href="/account">Account</a>
            <form method="post" action="/logout"><button class="link">Sign out</button></form>`
        : html`<a href="/login">Sign in</a>`
    }
    <span class="basket">Basket <b>${session?.basket ?? 0}</b></span>
  </nav>
`

const layout = (
  { title, header, main }: { title: string; header: Html; main: Html },
  { nonce, scripts, bodyData }: Pick<Frame, 'nonce' | 'scripts' | 'bodyData'>,
): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/shop.css" />
        ${scripts.map(script => html`${scriptElement(script, nonce)} `)}
      </head>
      <body ${Object.entries(bodyData).map(([name, value]) => html` data-${name}="${value}"`)}>
        <header>${header}</header>
        <main>${main}</main>
        <footer>
          <p id="help">
            <span class="when-closed">Questions? Write to advice@maison-verveine.example</span>
            <span class="when-open">Questions? Our herbalists answer in the chat.</span>
          </p>
          <p>Maison Verveine is a sample shop: it sells nothing.</p>
        </footer>
      </body>
    </html>`.markup

/** The whole document of a page. */
export const document = (page: Page, frame: Frame): string =>
  layout({ title: titleOf(page), header: headerOf(frame), main: page.main }, frame)

/** A page without the shop's links around it. */
export const bare = (page: Page, frame: Pick<Frame, 'nonce' | 'scripts' | 'bodyData'>): string =>
  layout({ title: titleOf(page), header: brandLink, main: page.main }, frame)

/** The one document of the single-page shop: the same at every path, and empty until its script has fetched a screen. */
export const shell = (frame: Pick<Frame, 'nonce' | 'scripts' | 'bodyData'>): string =>
  layout(
    { title: 'Maison Verveine', header: brandLink, main: html`<noscript>This shop needs JavaScript.</noscript>` },
    frame,
  )

/** What changes from page to page, for the single-page shop. */
export const screen = (page: Page, { path, session }: Pick<Frame, 'path' | 'session'>) => ({
  title: titleOf(page),
  header: headerOf({ path, session }).markup,
  main: page.main.markup,
  signedIn: Boolean(session?.customer),
})
