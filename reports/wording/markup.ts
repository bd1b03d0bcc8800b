/** Markup for HTML, SVG and XML 1.0 alike: what is put into a template is text, and escaped, unless it is markup itself. */

export type Markup = { readonly markup: string }
type Value = string | number | Markup | readonly Markup[] | null | undefined | false

/** What no report may carry: control characters, halves of surrogate pairs, and marks that turn the direction of text around. */
const unprintable =
  /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u202a-\u202e\u2066-\u2069]/gu

/** The text without what a browser, an XML parser or a terminal could take for an order. */
export const printable = (text: string): string => text.replace(unprintable, '')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, character => entities[character] ?? '')

const rendered = (value: Value): string => {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return 'markup' in value ? value.markup : value.map(part => part.markup).join('')
}

/** Template tag: safe by construction, because only its own results are taken as they are. */
export const markup = (parts: TemplateStringsArray, ...values: Value[]): Markup => ({
  markup: parts.reduce((text, part, index) => text + rendered(values[index - 1]) + part),
})

/** For text that is ours and constant, such as a style sheet. */
export const verbatim = (text: string): Markup => ({ markup: text })
