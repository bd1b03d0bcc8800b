/**
 * The entries of a HAR, one after the other, from a stream: a file of 600 MB is read with the memory of its longest entry. A scanner of
 * our own, because the streaming JSON libraries stop at the first mistake and build every body: here a broken entry costs itself alone,
 * and a text too long for a token is left out while it passes.
 */

/** `line`: from 1, where it begins. `text` null: longer than anything that is read here */
export type HarEntry = { line: number; text: string | null }

/** It is no HAR, or only the beginning of one: a predicate that follows the name of the file. */
export class HarMistake extends Error {}

/** Bytes of one text in an entry; a longer one becomes an empty text. */
const maxTextBytes = 8_000_000
/** Bytes of one entry, with all its texts. */
const maxEntryBytes = 64_000_000

const [quote, backslash, comma, colon, lineFeed] = [0x22, 0x5c, 0x2c, 0x3a, 0x0a] as const
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d] as const
const spaces = new Set([0x20, 0x09, 0x0d, lineFeed])
const byteOrderMark = new Set([0xef, 0xbb, 0xbf])
/** How many brackets are open where an entry begins: the whole, `log`, `entries`. */
const entryDepth = 3

const notHar = 'is no HAR: expected JSON with log.entries, as browsers save it'

/** What is kept of an entry. */
const collector = () => {
  let pieces: Buffer[] = []
  let bytes = 0
  return {
    size: () => bytes,
    add(piece: Buffer): void {
      bytes += piece.length
      if (bytes <= maxEntryBytes) pieces.push(piece)
    },
    /** Takes back what came after. */
    cut(to: number): void {
      if (bytes > maxEntryBytes) return
      for (; bytes > to;) {
        const last = pieces.pop() ?? Buffer.alloc(0)
        bytes -= last.length
        if (bytes < to) this.add(last.subarray(0, to - bytes))
      }
    },
    take(): string | null {
      const text = bytes > maxEntryBytes ? null : Buffer.concat(pieces).toString('utf8')
      pieces = []
      bytes = 0
      return text
    },
  }
}

/** The next such byte, looked for once: asked again before that place, it is known. */
const finder = (chunk: Buffer, byte: number) => {
  let found = -1
  return (from: number): number => {
    if (found < from) {
      const next = chunk.indexOf(byte, from)
      found = next < 0 ? chunk.length : next
    }
    return found
  }
}

/** Throws {@link HarMistake}, after the entries that were whole. */
export async function* harEntries(chunks: AsyncIterable<Buffer>): AsyncGenerator<HarEntry> {
  const kept = collector()
  let place: 'before' | 'log' | 'entries' | 'after' = 'before'
  let depth = 0
  let line = 1
  let count = 0
  /** the line where the present entry begins */
  let entry: number | null = null
  let inText = false
  let escaped = false
  /** how much of the entry was kept before the present text; null: the rest of this text is left out */
  let before: number | null = 0
  /** outside of entries: the last text, and the name whose value comes next */
  let text = ''
  let name = ''

  for await (const chunk of chunks) {
    const nextQuote = finder(chunk, quote)
    const nextBackslash = finder(chunk, backslash)
    const nextLine = finder(chunk, lineFeed)
    /** From here on the chunk belongs to the entry, and is not kept yet. */
    let from = 0
    const keep = (to: number): void => {
      if (entry !== null && before !== null && to > from) kept.add(chunk.subarray(from, to))
      from = to
    }
    const shorten = (): void => {
      if (entry === null || before === null || kept.size() - before <= maxTextBytes) return
      kept.cut(before)
      before = null
    }
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (inText) {
        if (escaped) {
          escaped = false
          continue
        }
        const next = Math.min(nextQuote(at), nextBackslash(at))
        for (let feed = nextLine(at); feed < next; feed = nextLine(feed + 1)) line++
        if (entry === null && text.length < 20) text += chunk.toString('latin1', at, Math.min(next, at + 20))
        at = next
        escaped = chunk[at] === backslash
        if (chunk[at] !== quote) continue
        inText = false
        keep(at)
        shorten()
        before = 0
        continue
      }
      if (byte === lineFeed) line++
      if (spaces.has(byte)) continue
      if (depth === 0 && byte !== openObject) {
        if (place === 'before' && !byteOrderMark.has(byte)) throw new HarMistake(notHar)
        continue
      }
      if (place === 'entries' && depth === entryDepth && entry === null && byte !== comma && byte !== closeList) {
        entry = line
        from = at
      }
      switch (byte) {
        case quote:
          inText = true
          text = ''
          keep(at + 1)
          before = kept.size()
          break
        case colon:
          name = text
          break
        case openObject:
        case openList:
          if (place === 'before' && depth === 1 && name === 'log' && byte === openObject) place = 'log'
          else if (place === 'log' && depth === 2 && name === 'entries' && byte === openList) place = 'entries'
          depth++
          break
        case comma:
        case closeList:
        case closeObject: {
          if (depth === entryDepth && entry !== null) {
            // A number, a text: nothing that could be an entry, but it counts.
            keep(at)
            yield { line: entry, text: kept.take() }
            count++
            entry = null
          }
          if (byte === comma) break
          depth--
          if (depth === entryDepth && entry !== null) {
            keep(at + 1)
            yield { line: entry, text: kept.take() }
            count++
            entry = null
          } else if (place === 'entries' && depth < entryDepth) place = 'after'
          break
        }
      }
    }
    keep(chunk.length)
    if (inText) shorten()
  }
  if (place === 'after' && depth === 0) return
  if (depth === 0) throw new HarMistake(notHar)
  throw new HarMistake(
    `ends at line ${line} in the middle ${place === 'entries' ? `of entry ${count + 1}` : 'of JSON'}: it was cut short; save it again`,
  )
}
