/**
 * Two runs must not write their reports into one folder: the files of both would lie side by side. So a run owns its folder until its
 * process ends, by a local socket that is named after it: however the process ends, the system takes the name back.
 */
import { createHash } from 'node:crypto'
import { existsSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { UsageError } from '../foundation/usage-error.ts'

/** Linux and Windows have names that are no files. Elsewhere a file stands for the socket, and outlives a process that was killed. */
const isFile = process.platform !== 'linux' && process.platform !== 'win32'

const socketOf = (folder: string): string => {
  const path = existsSync(folder) ? realpathSync.native(folder) : resolve(folder)
  const key = createHash('sha256').update(path).digest('hex').slice(0, 24)
  const name = `padlock-folder-${key}`
  if (isFile) return join(tmpdir(), name)
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`
}

/** The error's code; null: it is ours now. */
const listen = (socket: string): Promise<string | null> =>
  new Promise(resolve => {
    const server = createServer(other => other.destroy())
    server.on('error', error => resolve((error as NodeJS.ErrnoException).code ?? 'unknown'))
    // Whoever owns a folder may end all the same.
    server.listen(socket, () => resolve(null)).unref()
    if (isFile) process.once('exit', () => server.listening && rmSync(socket, { force: true }))
  })

const answers = (socket: string): Promise<boolean> =>
  new Promise(resolve => {
    const asked = connect(socket, () => {
      asked.destroy()
      resolve(true)
    })
    asked.on('error', () => resolve(false))
  })

/** From now on the folder is this process's. Throws a UsageError while it is another one's. */
export const ownFolder = async (folder: string): Promise<void> => {
  const socket = socketOf(folder)
  let code = await listen(socket)
  if (code === 'EADDRINUSE' && isFile && !(await answers(socket))) {
    rmSync(socket, { force: true })
    code = await listen(socket)
  }
  // A system that has no such sockets hinders nobody.
  if (code === 'EADDRINUSE')
    throw new UsageError(
      `${folder}: another run of Padlock is about to write its reports there; wait until it has ended, or name another folder`,
    )
}
