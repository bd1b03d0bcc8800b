/** Markup that is already safe to stand in a page. */
export type Html = { readonly markup: string }

type Value = string | number | false | null | undefined | Html | readonly Value[]

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

const rendered = (value: Value): string => {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return 'markup' in value ? value.markup : value.map(rendered).join('')
}

/** Text that is markup as it stands: the caller vouches for it. */
export const raw = (markup: string): Html => ({ markup })

/** A template whose values are escaped, unless they are markup themselves. */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html =>
  raw(String.raw({ raw: strings }, ...values.map(rendered)))
