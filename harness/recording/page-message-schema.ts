/**
 * What came from a page, read as from somebody hostile: one by one, bounded, and only what a page can see. What is no message is
 * dropped and counted, and hinders no other.
 */
import { z } from 'zod'
import { pageEvent } from '../../mock-iadvize/sandbox/page-report-schema.ts'
import type { PageMessage } from './page-message.ts'
import type { Refusal } from './recording.ts'
import { kindsSaidBy } from './witnesses.ts'

/** `visitor`: iAdvize's own id of the visitor, of which nothing is recorded. */
const speakers: Record<string, readonly string[]> = {
  tag: [...kindsSaidBy('tag'), 'visitor'],
  probe: kindsSaidBy('probe'),
}

const envelope = z.object({
  load: z.string().regex(/^[0-9a-f]{16}$/),
  path: z.string().max(65_536),
  frame: z.boolean(),
  by: z.enum(['tag', 'probe']),
  event: z.looseObject({ kind: z.string().max(64) }),
})
const leftOut = z.object({ kind: z.literal('left-out'), count: z.number().int().min(1) })

export type Heard = {
  messages: PageMessage[]
  /** `load`: the document in whose name it came; null: it names none */
  refused: { load: string | null; because: Refusal; count: number }[]
}

/** Characters in one sending: a page of 500 documented events, each with a token, would not come near. */
const longest = 16 * 1024 * 1024

const nothing = (because: Refusal): Heard => ({ messages: [], refused: [{ load: null, because, count: 1 }] })

/** `text`: the key of this browser context and a JSON array, if it comes from the page probe. */
export const heard = (text: unknown, key: string): Heard => {
  if (typeof text !== 'string' || !text.startsWith(key)) return nothing('not-for-a-page')
  if (text.length > longest) return nothing('malformed')
  let all: unknown
  try {
    all = JSON.parse(text.slice(key.length))
  } catch {
    return nothing('malformed')
  }
  if (!Array.isArray(all)) return nothing('malformed')
  const messages: PageMessage[] = []
  const refused: Heard['refused'] = []
  for (const each of all) {
    const read = envelope.safeParse(each)
    if (!read.success) {
      refused.push({ load: null, because: 'malformed', count: 1 })
      continue
    }
    const { load, path, frame, by } = read.data
    const unheard = by === 'probe' ? leftOut.safeParse(read.data.event) : null
    if (unheard?.success) {
      refused.push({ load, because: 'too-many', count: unheard.data.count })
      continue
    }
    const event = pageEvent.safeParse(read.data.event)
    const isTheirs = speakers[by]?.includes(read.data.event.kind) === true
    if (event.success && event.data.kind !== 'stored' && isTheirs)
      messages.push({ load, path, frame, event: event.data })
    else refused.push({ load, because: isTheirs ? 'malformed' : 'not-for-a-page', count: 1 })
  }
  return { messages, refused }
}
