/** `padlock verify --jsonl`: a stream of tokens in, a stream of verdicts out, in the same order. */
import { once } from 'node:events'
import { StringDecoder } from 'node:string_decoder'
import type { Readable, Writable } from 'node:stream'
import { tooDeepAt } from '../../mock-iadvize/input/nesting.ts'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import type { Tenant } from '../../mock-iadvize/token/decision.ts'
import type { RefusalBasis } from '../../mock-iadvize/token/refusal.ts'

/** Enough to keep the thread pool busy while answers wait for their turn; more only takes memory. */
const atOnce = 32
/** Characters; longer lines are skipped unread, so that memory stays bounded. */
const longestLine = 1024 * 1024

type Answer = {
  id?: unknown
  /** from 1, where the line has no id */
  line?: number
  verdict: 'accepted' | 'refused'
  stage: string | null
  code: string | null
  /** of a refusal: `doc`: iAdvize's documents say so · `assumed`: likely */
  basis?: RefusalBasis
}

/** `at`: null for the moment when each line is read. Reads no faster than the answers are taken. */
export async function judgedLines(
  input: Readable,
  output: Writable,
  tenant: Tenant,
  at: Date | null,
): Promise<{ lines: number; refused: number }> {
  const pending: Promise<Answer>[] = []
  let lines = 0
  let refused = 0
  let unwritten = ''
  const flush = async (): Promise<void> => {
    const text = unwritten
    unwritten = ''
    if (text !== '' && !output.write(text)) await once(output, 'drain')
  }
  const answerNext = async (): Promise<void> => {
    const answer = await (pending.shift() as Promise<Answer>)
    if (answer.verdict === 'refused') refused++
    unwritten += `${JSON.stringify(answer)}\n`
  }
  for await (const batch of lineBatches(input)) {
    for (const { text, number } of batch) {
      lines++
      const answer = judgedLine(text, number, tenant, at ?? new Date())
      // The rejection is seen when its turn comes; until then it is not unhandled.
      answer.catch(() => undefined)
      pending.push(answer)
      if (pending.length >= atOnce) await answerNext()
    }
    // Whoever sends one line and waits for its answer gets it before the next is read.
    while (pending.length > 0 && input.readableLength === 0) await answerNext()
    await flush()
  }
  while (pending.length > 0) await answerNext()
  await flush()
  return { lines, refused }
}

type Line = { text: string | null; number: number }

/** The lines of each chunk; null for one that is too long. Empty lines are no lines. */
async function* lineBatches(input: Readable): AsyncGenerator<Line[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let number = 0
  let skipping = false
  for await (const chunk of input as AsyncIterable<Buffer>) {
    const pieces = (rest + decoder.write(chunk)).split('\n')
    rest = pieces.pop() ?? ''
    const batch: Line[] = []
    for (const piece of pieces) {
      number++
      if (skipping) skipping = false
      else if (piece.trim() !== '') batch.push({ text: piece.length > longestLine ? null : piece, number })
    }
    if (rest.length > longestLine) {
      if (!skipping) batch.push({ text: null, number: number + 1 })
      skipping = true
      rest = ''
    }
    yield batch
  }
  rest += decoder.end()
  if (rest.trim() !== '' && !skipping) yield [{ text: rest, number: number + 1 }]
}

async function judgedLine(text: string | null, line: number, tenant: Tenant, at: Date): Promise<Answer> {
  const { id, token } = parsed(text)
  const name = id === undefined ? { line } : { id }
  if (typeof token !== 'string') return { ...name, verdict: 'refused', stage: 'format', code: 'invalid-line' }
  const { verdict, basis, findings } = await authenticate(token, tenant, at)
  const first = findings.find(({ level }) => level === 'MUST')
  return { ...name, verdict, stage: first?.stage ?? null, code: first?.code ?? null, ...(basis && { basis }) }
}

function parsed(text: string | null): { id?: unknown; token?: unknown } {
  // An id that nests without end could be read, and not be written again.
  if (text === null || tooDeepAt(text) >= 0) return {}
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {} // answered as invalid-line
  }
}
