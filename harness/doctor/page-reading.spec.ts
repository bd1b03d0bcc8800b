import { expect, test } from '@playwright/test'
import { pageReading } from './page-reading.ts'

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
    login: false,
    signIn: '/compte/connexion/',
    signOut: false,
    links: ['/', '/catalogue/'],
  })
})
