/** Whether what a state file holds is what a sandbox keeps: a file may have been edited, or written by a later version. */
import { z } from 'zod'
import type { KeptRecords } from '../platform/kept-state.ts'
import { readKey } from '../token/keys/read-key.ts'

const text = z.string()
const number = z.number()
const records: { [Kind in keyof KeptRecords]: z.ZodType<KeptRecords[Kind]> } = {
  visitor: z.looseObject({
    vuid: text,
    conversation: text,
    session: text.nullable(),
    signedOut: z.boolean(),
    extId: text.nullable(),
    page: text,
    activation: number,
  }),
  session: z.looseObject({
    id: text,
    userId: text,
    onTrust: z.boolean(),
    expiresAt: number,
    end: z.enum(['ended', 'replaced']).nullable(),
    token: text.nullable(),
  }),
  conversation: z.looseObject({
    id: text,
    number,
    userId: text.nullable(),
    since: number,
    visitorData: z.record(text, text),
  }),
  message: z.looseObject({
    conversation: text,
    index: number,
    from: z.enum(['visitor', 'agent']),
    text,
    at: number,
  }),
  presented: z.looseObject({ id: text, jumped: number, spent: z.boolean() }),
  'sign-out': z.looseObject({ vuid: text, times: number }),
}
const isPublicKey = (key: string): boolean => readKey(key, 'public').key !== undefined
const site = z.looseObject({
  sid: text,
  platform: z.looseObject({}),
  tokens: z.looseObject({}),
  brandKeys: z.array(text.refine(isPublicKey)),
  fault: z.looseObject({ name: text, once: z.boolean() }).nullable(),
  jumped: number,
})
const kinds: Readonly<Record<string, z.ZodType>> = { ...records, site }

/** `holds a visitor record that is null`; null: it is sound. What stands in it is not told: it is somebody's. */
export function recordProblem(kind: string, body: string): string | null {
  const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (!schema) return `holds a record of a kind that this version of Padlock does not know`
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return `holds a ${kind} record that is no JSON`
  }
  if (value === null) return `holds a ${kind} record that is null`
  const { error } = schema.safeParse(value)
  if (!error) return null
  const place = error.issues[0]?.path.map(String).join('.') ?? ''
  return `holds a ${kind} record that is not as a sandbox writes it${place === '' ? '' : ` (${place})`}`
}
