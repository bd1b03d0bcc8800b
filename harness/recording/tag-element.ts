/** How a document includes the tag, as the page itself sees it (browser/in-page/tag-elements.ts). */
export type TagElement = {
  /** host and port that it is loaded from */
  host: string
  /** in the HTML, or put there by a script */
  inclusion: 'html' | 'script'
  /** the script that put it there: its address without query, or `inline`; null: the page can't tell */
  insertedBy: string | null
  /** whether the browser stops building the page until it has run */
  blocking: boolean
  /** `inert`: its type is none that a browser runs, as consent tools write it until the visitor agrees */
  outcome: 'loaded' | 'failed' | 'blocked-by-policy' | 'inert'
  /** it has an integrity attribute */
  integrity?: true
  /** it has a crossorigin attribute */
  crossOrigin?: true
}
