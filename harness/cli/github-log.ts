/**
 * GitHub's runner takes orders from the log of a job: `::error::…` at the beginning of a line, and the older `##[error]…` anywhere in
 * one. What a command writes there may come from a site, so only annotations of ours are written as orders.
 */
import { annotations } from '../../reports/terminal/annotations.ts'
import type { Result } from '../verdict/result.ts'

/**
 * Takes a stream piece by piece, wherever it is cut, and breaks every order in it. `json`: the text stays the same JSON, in which the
 * older form can only stand in a string.
 */
export const withoutOrders = ({ json }: { json: boolean }): ((piece: string) => string) => {
  /** how the line begins, without blanks: as much of it as can tell */
  let begin = ''
  /** the last two characters */
  let last = ''
  return piece => {
    let safe = ''
    for (const character of piece) {
      const isNewer = begin === ':' && character === ':'
      const isOlder = last === '##' && character === '['
      if (isOlder && json) safe += '\\u005b'
      else safe += (isNewer || isOlder) && !json ? `\\${character}` : character
      if (/[\n\r]/.test(character)) begin = ''
      else if (begin.length < 2) begin = (begin + character).trimStart()
      last = (last + character).slice(-2)
    }
    return safe
  }
}

let giveOrders = (text: string): void => void process.stderr.write(text)

/** From now on nothing that is written to stdout or stderr is an order. */
export const takeNoOrders = (json: boolean): void => {
  const raw = process.stderr.write.bind(process.stderr)
  giveOrders = text => void raw(text)
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean
    const safe = withoutOrders({ json: json && stream === process.stdout })
    stream.write = (piece: string | Uint8Array, ...others: unknown[]) =>
      write(safe(typeof piece === 'string' ? piece : Buffer.from(piece).toString()), ...others)
  }
}

/** What is wrong, beside the log. On stderr, where GitHub reads it too: stdout may be report.json. */
export const annotate = (result: Result): void => giveOrders(annotations(result))
