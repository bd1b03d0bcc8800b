/** A format of the report: the file that it is written to, and how. */
import type { Result } from '../../harness/verdict/result.ts'

export type Format = {
  /** in the folder of the report */
  file: string
  /** as `padlock report --format` takes it */
  name: string
  render(result: Result): string
  /** whether a file of that name is one that Padlock wrote, whatever the site in it is called */
  recognises(text: string): boolean
}
