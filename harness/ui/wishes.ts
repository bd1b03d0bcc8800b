/** What the page may ask for. It comes from a browser, and so may be anything. */
import { z } from 'zod'

const text = (most: number) => z.string().max(most)
const fileName = text(100)
const draft = z.record(text(100), z.json())
const production = z.boolean().default(false)

export const wishes = {
  check: z.strictObject({ file: fileName, config: draft, production }),
  /** `replaces`: a file of this name */
  save: z.strictObject({ file: fileName, config: draft, production, replaces: z.boolean() }),
  secret: z.strictObject({ name: text(100), value: text(4000) }),
  look: z.strictObject({ url: text(2000), production }),
  doctor: z.strictObject({ file: fileName, production }),
  run: z.strictObject({
    file: fileName.nullable(),
    defects: z.array(text(100)).max(10).default([]),
    journeys: z.array(text(100)).max(50).default([]),
    /** a kept run, of which what is open is played again */
    again: text(101).nullable().default(null),
    production,
  }),
} as const
