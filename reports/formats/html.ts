/** index.html: the page for people (reports/page/). */
import { html } from '../page/html.ts'
import type { Format } from './format.ts'

export const htmlFormat: Format = {
  file: 'index.html',
  name: 'html',
  render: html,
  recognises: text => /<meta name="generator" content="padlock">/.test(text),
}
