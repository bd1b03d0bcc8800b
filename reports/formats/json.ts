import type { Result } from '../../harness/verdict/result.ts'
import type { Format } from './format.ts'

/** report.json: the result itself. */
export const json = (result: Result): string => `${JSON.stringify(result, null, 2)}\n`

export const jsonFormat: Format = {
  file: 'report.json',
  name: 'json',
  render: json,
  recognises: text => /^\s*\{\s*"schemaVersion":[^]*"requirements":/.test(text),
}
