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

/** The report and its page, as they stand in `folder`; then the trend beside them. Resolves to the problems, in sentences. */
export const keptInHistory = async (history: string, folder: string, { startedAt }: Result): Promise<string[]> => {
  try {
    const kept = folderOf(history, startedAt)
    mkdirSync(kept, { recursive: true })
    for (const file of ['report.json', 'index.html'])
      if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(kept, file))
    return await writeTrend(trendOf([history]), folder)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return [`the run was not kept in ${resolve(history)}, and its trend was not written: ${code ?? message}`]
  }
}
