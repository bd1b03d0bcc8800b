/** What a browser gets in place of desk and inspector, as long as it has not shown the token of --token. */
import type { ServerResponse } from 'node:http'
import { appStyles } from '../looks/app-styles.ts'

/** It loads nothing: whatever it asked for would be refused as well. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** `lead`, `help`: markup of ours. */
export type TokenWords = { app: string; title: string; wrong: string; lead: string; help: string }

const sandboxWords: TokenWords = {
  app: 'Padlock sandbox',
  title: 'This sandbox asks for its token',
  wrong: 'The token that this browser has shown is not that of this sandbox.',
  lead: `It answers to other machines as well (<code>--host</code>), so desk, inspector and control are for those who have its token. The
        terminal in which it was started shows links that hold it; open one of these, or write it here:`,
  help: `<p>It is the one of <code>--token</code>, or of <code>PADLOCK_SANDBOX_TOKEN</code>. This browser keeps it until it is closed.</p>
      <p>A program sends it as <code>Authorization: Bearer TOKEN</code>.</p>`,
}

const page = ({ app, title, wrong, lead, help }: TokenWords, wasWrong: boolean): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>The token, please · ${app}</title>
    <link rel="icon" href="data:," />
    <style>
      ${appStyles}
      main { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; display: grid; gap: 1rem; }
      main h1 { font-size: 1.25rem; }
      form { display: grid; gap: 0.5rem; justify-items: start; }
      input { width: 100%; box-sizing: border-box; }
      code { white-space: nowrap; }
    </style>
  </head>
  <body class="app">
    <header class="bar"><p><strong>${app}</strong></p></header>
    <main>
      <h1>${title}</h1>
      ${wasWrong ? `<div class="callout" data-tone="bad"><strong>${wrong}</strong></div>` : ''}
      <p>
        ${lead}
      </p>
      <form method="get">
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="off" required />
        <button class="button main">Open</button>
      </form>
      ${help}
    </main>
  </body>
</html>
`

export const askForToken = (
  response: ServerResponse,
  { wasWrong, words = sandboxWords }: { wasWrong: boolean; words?: TokenWords },
): void =>
  void response
    .writeHead(401, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    .end(page(words, wasWrong))
