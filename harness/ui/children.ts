/** The command, as a child process of the page's server: whatever becomes of it, the page stays. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

export type Ended = { code: number | null; stdout: string; problems: string[] }
export type Command = {
  /** the program and its first words: `node`, `padlock.js` */
  line: readonly [string, ...string[]]
  folder: string
  env: () => NodeJS.ProcessEnv
}

/** Bytes of what a child prints at its end. */
const maxOutput = 20_000_000

export type Child = { cancel(): void; ended: Promise<Ended> }
type Listener = { onLine?: (line: string) => void; onNote?: (line: string) => void }
export type Children = {
  start(args: readonly string[], listener?: Listener): Child
  /** cancels those that are under way, and resolves when they have ended */
  close(): Promise<void>
}

/** `onLine`: each line of stdout, which is then not kept; `onNote`: each of stderr. */
const startChild = (
  { line: [program, ...first], folder, env }: Command,
  args: readonly string[],
  { onLine, onNote = () => undefined }: Listener,
): Child => {
  const child: ChildProcess = spawn(program, [...first, ...args], {
    cwd: folder,
    env: env(),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // Ctrl-C in the terminal is for the page's server, which cancels the child: a child that got both would end at once.
    detached: process.platform !== 'win32',
  })
  let stdout = ''
  const problems: string[] = []
  if (onLine && child.stdout) createInterface(child.stdout).on('line', onLine)
  else
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (stdout.length < maxOutput) stdout += chunk
    })
  if (child.stderr)
    createInterface(child.stderr).on('line', line => {
      const [, problem] = /^padlock: (.*)$/.exec(line) ?? []
      if (problem !== undefined && problems.length < 50) problems.push(problem)
      onNote(line)
    })
  const ended = new Promise<Ended>(resolve => {
    child.on('error', error => {
      problems.push(`the command could not be started: ${error.message}`)
      if (child.pid === undefined) resolve({ code: null, stdout, problems })
    })
    child.on('close', (code, signal) => {
      if (signal !== null) problems.push(`the command was ended from outside (${signal})`)
      resolve({ code, stdout, problems })
    })
  })
  return { cancel: () => void child.kill('SIGINT'), ended }
}

export const createChildren = (command: Command): Children => {
  const underWay = new Set<Child>()
  return {
    start(args, listener = {}) {
      const child = startChild(command, args, listener)
      underWay.add(child)
      void child.ended.finally(() => underWay.delete(child))
      return child
    },
    async close() {
      const all = [...underWay]
      for (const child of all) child.cancel()
      await Promise.all(all.map(({ ended }) => ended))
    },
  }
}
