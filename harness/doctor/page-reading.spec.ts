import { expect, test } from '@playwright/test'
import { linksInMenus, pageReading } from './page-reading.ts'

test('the way to the login form may say where to go afterwards; pages are named by links without a query', async ({
  page,
}) => {
  await page.route('**/*', route =>
    route.fulfill({
      contentType: 'text/html',
      body: `<a href="/">Accueil</a> <a href="/catalogue/?page=2">Suite</a> <a href="/catalogue/">Catalogue</a>
        <a href="/compte/connexion/?next=/">Se connecter</a> <a href="https://other.example/">Ailleurs</a>`,
    }),
  )
  await page.goto('https://shop.example/')
  expect(await pageReading(page)).toEqual({
    origin: 'https://shop.example',
    path: '/',
    failed: false,
    tag: false,
    login: false,
    signIn: '/compte/connexion/',
    signOut: false,
    links: ['/', '/catalogue/'],
  })
})

test('pages that stand in a menu alone are found when it is opened, and it is closed again', async ({ page }) => {
  await page.route('**/*', route =>
    route.fulfill({
      contentType: 'text/html',
      body: `<header><button aria-haspopup="menu" onclick="menu.innerHTML = '<a href=/orders>Orders</a>'">Ada</button></header>
        <div id="menu"></div><script>onkeydown = ({ key }) => { if (key === 'Escape') menu.innerHTML = '' }</script>`,
    }),
  )
  await page.goto('https://shop.example/')
  expect(await linksInMenus(page)).toEqual(['/orders'])
  expect(await page.locator('#menu a').count()).toBe(0)
})

test('a page that is not there, and the tag in a frame, are seen', async ({ page }) => {
  await page.route('**/*', route =>
    route.fulfill(
      route.request().url().endsWith('/box')
        ? { contentType: 'text/html', body: '<script async src="//halc.iadvize.com/iadvize.js"></script>' }
        : { status: 404, contentType: 'text/html', body: 'Not found <iframe src="/box"></iframe>' },
    ),
  )
  await page.goto('https://shop.example/login')
  expect(await pageReading(page)).toMatchObject({ path: '/login', failed: true, tag: true })
})
