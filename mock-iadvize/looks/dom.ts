/** Elements of a page of ours, made without markup: what is put in is text. Runs in a browser. */

export const byId = (id: string): HTMLElement => document.getElementById(id)!

/** A moment (milliseconds since the epoch) in the reader's own way, the same on every page: `16:36:51`, `4:36:51 PM`. */
export const clockTime = (at: number): string => new Date(at).toLocaleTimeString()

export type Child = Node | string
export function element(
  tag: string,
  attributes: Record<string, string | boolean> = {},
  ...children: Child[]
): HTMLElement {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(name, value === true ? '' : value)
  made.append(...children)
  return made
}

const namespace = 'http://www.w3.org/2000/svg'

/** `paths`: class → what it draws, in a square of 20. */
export function drawing(attributes: Record<string, string>, paths: Record<string, string>): SVGElement {
  const svg = document.createElementNS(namespace, 'svg')
  for (const [name, value] of Object.entries({ viewBox: '0 0 20 20', ...attributes })) svg.setAttribute(name, value)
  for (const [name, d] of Object.entries(paths)) {
    const path = document.createElementNS(namespace, 'path')
    path.setAttribute('class', name)
    path.setAttribute('d', d)
    svg.append(path)
  }
  return svg
}
