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

/** `onLine`: each line of stdout, which is then not kept; `onNote`: each of stderr. */
export const startChild = (
  { line: [program, ...first], folder, env }: Command,
  args: readonly string[],
  { onLine, onNote = () => undefined }: { onLine?: (line: string) => void; onNote?: (line: string) => void },
): Child => {
  const child: ChildProcess = spawn(program, [...first, ...args], {
    cwd: folder,
    env: env(),
    stdio: ['ignore', 'pipe', 'pipe'],
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
