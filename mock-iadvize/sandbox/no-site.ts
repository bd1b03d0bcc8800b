/** The page for a site that is not there: which it would be, and where those are that are. */
import { isSid } from './schemas.ts'

/** `sid`: as the address has it, anything; `sids`: those that are there, the default one first */
export function noSitePage(page: 'inspector' | 'desk', sid: string, sids: readonly string[]): string {
  // An id that could be none is not put into markup.
  const title = isSid(sid) ? `There is no site ${sid}` : 'There is no such site'
  const links = sids.map(each => `<li><a href="${page}?sid=${each}">${each}</a></li>`).join('')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · Padlock sandbox</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="desk/base.css" />
    <link rel="stylesheet" href="inspector/inspector.css" />
  </head>
  <body class="app">
    <header class="bar">
      <p><strong>Padlock sandbox</strong></p>
      <nav aria-label="Pages of the sandbox">
        <ul>
          <li><a href="inspector">Inspector</a></li>
          <li><a href="desk">Desk</a></li>
        </ul>
      </nav>
      <p class="about">Padlock’s mock on your machine, not iAdvize</p>
    </header>
    <main class="guide">
      <h1>${title}</h1>
      <p>The ${page} of each site that is there:</p>
      <ul class="panel">${links}</ul>
      <p>
        A page that names a site which is not there shows in the <a href="inspector">inspector</a> of the first one. One more site is set up
        under <a href="inspector#settings">Faults and settings</a>.
      </p>
    </main>
  </body>
</html>
`
}
