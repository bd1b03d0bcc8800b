import { readFileSync } from 'node:fs'
import { readKey, type Half, type KeyReading } from '../../mock-iadvize/token/keys.ts'

/** A key in a file that somebody has named; or one sentence with what is wrong, which holds nothing of the key. */
export function keyFile(file: string, half: Half): KeyReading {
  try {
    const reading = readKey(readFileSync(file), half)
    return reading.key ? reading : { problem: `«${file}» ${reading.problem}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const why =
      { ENOENT: 'does not exist', EISDIR: 'is a directory', EACCES: 'may not be read' }[code] ??
      `is not readable (${code})`
    return { problem: `«${file.slice(0, 200)}» ${why}: give the path of a file that holds the ${half} key` }
  }
}
