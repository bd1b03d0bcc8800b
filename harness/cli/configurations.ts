/** Which configurations `certify` is given: files, folders of them, and what a shell makes of `--config sites/*.config.ts`. */
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files of a folder that are configurations; whatever else lies there is left alone. */
const configuration = /\.config\.(?:json|m?js|m?ts)$/

export type Configurations = {
  files: string[]
  /** whether they are reported as several sites: a folder of one is a folder that may grow */
  areSeveral: boolean
  problems: string[]
}

/** `given`: as they were named. A file that is named twice counts once. */
export const configurationsOf = (given: readonly string[]): Configurations => {
  const files = new Map<string, string>()
  const problems: string[] = []
  let areSeveral = given.length > 1
  for (const each of given) {
    if (!statSync(each, { throwIfNoEntry: false })?.isDirectory()) {
      files.set(realpath(each), each)
      continue
    }
    areSeveral = true
    const found = readdirSync(each).filter(name => configuration.test(name))
    if (found.length === 0)
      problems.push(
        `--config ${each}: is a folder without a configuration; expected files as brand-fr.config.ts or brand-fr.config.json in it`,
      )
    for (const name of found.sort()) files.set(realpath(join(each, name)), join(each, name))
  }
  return { files: [...files.values()], areSeveral, problems }
}

/** One that is not there is told of by whoever reads it. */
const realpath = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
