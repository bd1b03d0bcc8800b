/** How far an exploration has come: at a terminal one line that changes, in a log a line now and then. */
import type { Finding, Tally } from './search.ts'

/** Milliseconds between two lines of a log. */
const logMs = 30_000
/** Milliseconds between two changes at a terminal. */
const terminalMs = 200

const clear = '\r\u001b[2K'

const clockOf = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export type Progress = { told(tally: Tally, findings: readonly Finding[]): void; over(): void }

/** `all`: requirements of the catalogue. */
export const progressOf = (
  out: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>,
  all: number,
  now: () => number = () => performance.now(),
): Progress => {
  const isTerminal = out.isTTY && process.env['TERM'] !== 'dumb'
  const began = now()
  let written = isTerminal ? -Infinity : began
  let known = 0
  const line = ({ journeys, replays, steps, exercised }: Tally, findings: readonly Finding[]): string =>
    `  ${clockOf(now() - began)}  ${journeys} journeys and ${replays} replays, ${steps} steps, ${exercised.size} of ${all} requirements exercised, ${findings.length} violated`
  return {
    told: (tally, findings) => {
      const isNews = findings.length > known
      if (isNews) {
        known = findings.length
        const { violation, steps } = findings.at(-1) as Finding
        out.write(
          `${isTerminal ? clear : ''}  ${clockOf(now() - began)}  found: ${violation.id}, in ${steps.length} steps\n`,
        )
      }
      if (now() - written < (isTerminal ? terminalMs : logMs)) return
      written = now()
      out.write(isTerminal ? clear + line(tally, findings).slice(0, out.columns - 1) : `${line(tally, findings)}\n`)
    },
    over: () => {
      if (isTerminal) out.write(clear)
    },
  }
}
