import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Limits of the machine, as sentences with the cure: whoever meets one can raise it. */
const sentences: Readonly<Record<string, string>> = {
  EMFILE:
    'this machine allows too few open files (EMFILE); raise the limit with «ulimit -n 4096» in the shell that starts Padlock, then run again',
  ENFILE: 'this machine has no open files left (ENFILE); end other programs, then run again',
  ENOSPC:
    'no space is left on the disk (ENOSPC); make room there, or name another folder for temporary files in TMPDIR',
  EDQUOT:
    'the quota of the disk is used up (EDQUOT); make room there, or name another folder for temporary files in TMPDIR',
  ENOMEM: 'this machine has no memory left (ENOMEM); end other programs, then run again',
  EAGAIN: 'this machine allows no more processes (EAGAIN); end other programs, or raise the limit with «ulimit -u»',
}

/** Bytes of the folder for temporary files below which no browser starts: it writes its profile there. */
const leastRoom = 4_000_000
/** How Playwright says that a browser ended before it could be used: not why. */
const endedAtOnce = /browser has been closed|Failed to launch|Browser closed/

/** Bytes left where temporary files go; null: nobody knows. */
const freeBytes = (): number | null => {
  try {
    const { bavail, bsize } = statfsSync(tmpdir())
    return bavail * bsize
  } catch {
    return null
  }
}

/** null: the error is of another kind. Playwright hands a system's code on in the message alone. */
export const systemLimit = (error: Error, free: () => number | null = freeBytes): string | null => {
  if (endedAtOnce.test(error.message) && (free() ?? leastRoom) < leastRoom) return sentences['ENOSPC'] ?? null
  const { code } = error as NodeJS.ErrnoException
  const named = code ?? Object.keys(sentences).find(name => new RegExp(`\\b${name}\\b`).test(error.message))
  return named === undefined ? null : (sentences[named] ?? null)
}
