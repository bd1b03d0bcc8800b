/** `--history DIR`: keeps the report of each run, and shows with each run what all of them say. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Result } from '../verdict/result.ts'
import { trendOf, writeTrend } from './trend-files.ts'

/** A new folder in `history`, by the moment at which the run began. */
const folderOf = (history: string, startedAt: string): string => {
  const name = startedAt.replaceAll(/[:.]/g, '-').replaceAll(/[^\w-]/g, '')
  for (let number = 1; ; number++) {
    const folder = join(history, number === 1 ? name : `${name}-${number}`)
    if (!existsSync(folder)) return folder
  }
}

const problem = (history: string, what: string, error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return `${what} ${resolve(history)}: ${code ?? message}`
}

/** The report and its page, as they stand in `folder`. Answers with the problems, in sentences. */
export const keptInHistory = (history: string, folder: string, { startedAt }: Result): string[] => {
  try {
    const kept = folderOf(history, startedAt)
    mkdirSync(kept, { recursive: true })
    for (const file of ['report.json', 'index.html'])
      if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(kept, file))
    return []
  } catch (error) {
    return [problem(history, 'the run was not kept in', error)]
  }
}

/** Of all that is kept, beside the report of this run. Resolves to the problems, in sentences. */
export const trendOfHistory = async (history: string, folder: string): Promise<string[]> => {
  try {
    return await writeTrend(trendOf([history]), folder)
  } catch (error) {
    return [problem(history, 'no trend was written of', error)]
  }
}
