/** Every format, in the order in which they are named (all.test.ts watches over it). `npm run new -- format NAME` adds one. */
import { htmlFormat } from './html.ts'
import { jsonFormat } from './json.ts'
import { junitFormat } from './junit.ts'
import { sarifFormat } from './sarif.ts'
import { markdownFormat } from './markdown.ts'
import { badgeFormat } from './badge.ts'
import { csvFormat } from './csv.ts'
import type { Format } from './format.ts'

export const formats: readonly Format[] = [
  htmlFormat,
  jsonFormat,
  junitFormat,
  sarifFormat,
  markdownFormat,
  badgeFormat,
  csvFormat,
]
