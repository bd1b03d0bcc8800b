/** Paths that a page names stay within one folder. */
import { existsSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'

/** The folder, or where links lead to; of what is not there yet, the nearest folder above that is. */
const real = (path: string): string => {
  for (let place = path; ; place = dirname(place))
    if (existsSync(place) || dirname(place) === place) return resolve(realpathSync(place), relative(place, path))
}

/** Absolute; null: it lies outside of the folder, or a link leads out of it. */
export const confined = (folder: string, path: string): string | null => {
  if (path.includes('\0')) return null
  const place = resolve(folder, path)
  const from = relative(real(resolve(folder)), real(place))
  return from !== '..' && !from.startsWith('../') && !from.startsWith('..\\') && !isAbsolute(from) ? place : null
}
