/** The command as its users start it, for end-to-end tests: a child process of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Ended = { code: number | null; stdout: string; stderr: string }
export type StartOptions = { env?: Record<string, string>; stdin?: string; cwd?: string }

const main = fileURLToPath(new URL('./padlock.js', import.meta.url))

export const startPadlock = (
  args: string[],
  options: StartOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } => {
  // Colours and widths of whoever runs the tests must not matter; nor must the plan of an outer run.
  const { FORCE_COLOR: _colour, PADLOCK_PLAN: _plan, PADLOCK_SALT: _salt, ...env } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...env, ...options.env },
    stdio: 'pipe',
    ...(options.cwd ? { cwd: options.cwd } : {}),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.stdin ?? '')
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
  return { child, ended }
}

export const padlock = (args: string[], options?: StartOptions): Promise<Ended> => startPadlock(args, options).ended
