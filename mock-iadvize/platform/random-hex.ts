/** Random hex digits from the system's source, drawn in blocks: each drawing costs more than what is drawn. */
import { randomFillSync } from 'node:crypto'

const block = Buffer.alloc(4096)
let used = block.length

/** `characters`: at most 4096. */
export function randomHex(characters: number): string {
  const bytes = Math.ceil(characters / 2)
  if (used + bytes > block.length) {
    randomFillSync(block)
    used = 0
  }
  used += bytes
  return block.toString('hex', used - bytes, used).slice(0, characters)
}
