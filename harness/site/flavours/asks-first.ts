import { editPage, signOutForm } from '../edit-page.ts'
import { html } from '../html.ts'
import type { Flavour } from './flavour.ts'

const question = {
  title: 'Sign out',
  main: html`<h1>Sign out</h1>
    <p class="lead">Do you really want to sign out?</p>
    <form method="post" action="/logout"><button class="button">Yes, sign me out</button></form>
    <p><a href="/account">No, take me back</a></p>`,
}

export const asksFirst: Flavour = {
  summary: 'a page of its own asks whether signing out is meant',
  apply: plan =>
    editPage(
      plan,
      signOutForm,
      () => '<a href="/sign-out">Sign out</a>',
      ({ visitor }) => visitor !== null,
    ),
  doors: (app, { show }) => {
    app.get('/sign-out', (request, response) => show(request, response, question))
  },
}
