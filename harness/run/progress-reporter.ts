/**
 * Playwright reporter of a run by the command: progress on stderr, nothing else. The verdict is made from recordings. At a
 * terminal one line more says what runs now, and for how long; a pipe gets the lines of what is done alone.
 */
import { dirname } from 'node:path'
import { removeRunFolder } from './kept-recordings.ts'
import { journeyAnnotation, planVariable } from './plan.ts'
import type { RunnerMessage } from './runner-message.ts'
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'

const progress = process.env['PADLOCK_PROGRESS']
/** of the terminal; 0: there is none */
const columns = Number(process.env['PADLOCK_TTY'] ?? 0)
const clear = '\r\u001b[2K'

/** Without its colours, and without the word that begins what was thrown. */
const firstLine = (message: string): string =>
  // eslint-disable-next-line no-control-regex
  (message.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n', 1)[0] ?? '').replace(/^\w*Error: /, '')

const journeyOf = ({ annotations }: TestCase): string =>
  annotations.find(({ type }) => type === journeyAnnotation)?.description ?? ''

const tell = (message: RunnerMessage): void => void process.send?.(message)

/** The command was killed: nobody waits for the journeys, and nobody else removes what they kept. */
const endAlone = (): void => {
  // Its pipes have gone with it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const plan = process.env[planVariable]
  if (plan !== undefined) process.once('exit', () => removeRunFolder(dirname(plan)))
  process.kill(process.pid, 'SIGINT')
}

export default class ProgressReporter implements Reporter {
  #total = 0
  #done = 0
  #began = 0
  #clock: NodeJS.Timeout | undefined
  #cancelled = false
  readonly #running = new Set<string>()

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#total = suite.allTests().length
    this.#began = performance.now()
    tell({ kind: 'planned', journeys: suite.allTests().map(test => ({ id: journeyOf(test), title: test.title })) })
    // The runner answers to it; here it says why journeys end from now on.
    process.once('SIGINT', () => (this.#cancelled = true))
    process.once('disconnect', endAlone)
    // It hears when the command is gone, and keeps nobody alive.
    process.channel?.unref()
    if (progress === 'journeys' && columns > 0) this.#clock = setInterval(() => this.#tellNow(), 1000).unref()
  }

  onTestBegin(test: TestCase): void {
    this.#running.add(test.title)
    tell({ kind: 'began', journey: journeyOf(test) })
    this.#tellNow()
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    // What the command can't see for itself: it asks when the journey has left no recording.
    if (result.status !== 'passed' && !this.#cancelled)
      tell({
        kind: 'lost',
        journey: journeyOf(test),
        title: test.title,
        because: firstLine(result.errors[0]?.message ?? `it ended as ${result.status}`),
      })
    this.#done += 1
    this.#running.delete(test.title)
    const state = result.status === 'passed' ? 'done' : this.#cancelled ? 'cut-off' : 'stopped'
    tell({ kind: 'ended', journey: journeyOf(test), state, durationMs: result.duration })
    const seconds = this.#seconds()
    if (progress === 'journeys') {
      // It had not begun.
      if (state === 'cut-off' && result.duration < 50) return
      const words = { done: 'done   ', 'cut-off': 'cut off', stopped: 'stopped' }[state]
      process.stderr.write(
        `${columns > 0 ? clear : ''}${this.#count()}  ${words}  ${test.title}  ${(result.duration / 1000).toFixed(1)} s\n`,
      )
      this.#tellNow()
    } else if (progress === 'count') {
      const left = (seconds / this.#done) * (this.#total - this.#done)
      const line = `  ${this.#done} of ${this.#total} journeys, about ${left.toFixed(0)} s to go`
      if (columns > 0) process.stderr.write(`\r${line.padEnd(60)}${this.#done === this.#total ? '\n' : ''}`)
      else if (this.#done % 50 === 0 || this.#done === this.#total) process.stderr.write(`${line}\n`)
    }
  }

  onEnd(): void {
    clearInterval(this.#clock)
    if (progress === 'journeys' && columns > 0) process.stderr.write(clear)
  }

  onError(error: { message?: string }): void {
    process.stdout.write(`${error.message ?? 'an error of the runner'}\n`)
  }

  printsToStdio(): boolean {
    return true
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000
  }

  /** `  3/16`, of the same width in every line */
  #count(): string {
    return `  ${String(this.#done).padStart(String(this.#total).length)}/${this.#total}`
  }

  #tellNow(): void {
    if (progress !== 'journeys' || columns === 0 || this.#running.size === 0) return
    const line = `${this.#count()}  running  ${this.#seconds().toFixed(0)} s  ${[...this.#running].join(', ')}`
    // One line, or it could not be taken back.
    process.stderr.write(clear + (line.length < columns ? line : `${line.slice(0, columns - 2)}…`))
  }
}
