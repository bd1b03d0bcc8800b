/** Playwright reporter of a run by the command: progress on stderr, nothing else. The verdict is made from recordings. */
import { notKept } from '../plan.ts'
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'

const progress = process.env['PADLOCK_PROGRESS']
const live = process.env['PADLOCK_TTY'] === '1'

export default class ProgressReporter implements Reporter {
  #total = 0
  #done = 0
  #began = 0

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#total = suite.allTests().length
    this.#began = performance.now()
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    // What the command can't see for itself.
    const lost = result.errors.find(({ message }) => message?.includes(notKept))?.message?.split('\n')[0]
    if (lost) process.stdout.write(`${lost.slice(lost.indexOf(notKept))}\n`)
    this.#done += 1
    const seconds = (performance.now() - this.#began) / 1000
    if (progress === 'journeys') {
      const width = String(this.#total).length
      const state = result.status === 'passed' ? 'done   ' : 'stopped'
      process.stderr.write(
        `  ${String(this.#done).padStart(width)}/${this.#total}  ${state}  ${test.title}  ${(result.duration / 1000).toFixed(1)} s\n`,
      )
    } else if (progress === 'count') {
      const left = (seconds / this.#done) * (this.#total - this.#done)
      const line = `  ${this.#done} of ${this.#total} journeys, about ${left.toFixed(0)} s to go`
      if (live) process.stderr.write(`\r${line.padEnd(60)}${this.#done === this.#total ? '\n' : ''}`)
      else if (this.#done % 50 === 0 || this.#done === this.#total) process.stderr.write(`${line}\n`)
    }
  }

  onError(error: { message?: string }): void {
    process.stdout.write(`${error.message ?? 'an error of the runner'}\n`)
  }

  printsToStdio(): boolean {
    return true
  }
}
