/** What a killed runner leaves behind: workers and their browsers, which end by themselves, and may write until then. */
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds. */
const interval = 100
const longest = 20_000

/** By the environment that it was started with. Only Linux shows it; elsewhere nobody is seen. */
const uses = (pid: string, folder: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${folder}\0`)
  } catch {
    return false
  }
}

const isUsed = (folder: string): boolean => {
  try {
    return readdirSync('/proc').some(name => /^\d+$/.test(name) && uses(name, folder))
  } catch {
    return false
  }
}

/** Until no process has the folder for its temporary files. */
export const untilLeft = async (folder: string): Promise<void> => {
  for (let waited = 0; waited < longest && isUsed(folder); waited += interval) await pause(interval)
}
