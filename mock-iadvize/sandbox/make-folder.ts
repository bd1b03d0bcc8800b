/** Folders, one after the other: the recursive way of Node never comes to an end below /proc. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Answers with those that were not there, inner ones last. `mode`: of the folders that are made. Throws what the system says. */
export const makeFolder = (folder: string, mode?: number): string[] => {
  const missing: string[] = []
  let at = resolve(folder)
  for (; !existsSync(at); at = dirname(at)) missing.unshift(at)
  for (const each of missing)
    try {
      mkdirSync(each, { mode })
    } catch (error) {
      // Another run makes the same one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  return missing
}
