import type { Result } from '../../harness/verdict/result.ts'

/** report.json: the result itself. */
export const json = (result: Result): string => `${JSON.stringify(result, null, 2)}\n`
