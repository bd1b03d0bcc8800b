/** The file of `--baseline`: what a site is known to violate for now, why, who answers for it, and until when. */
import { z } from 'zod'

export const baselineSchemaVersion = 1

const filled = (what: string) => z.string().trim().min(1, `is empty: ${what}`)

/** What somebody puts their name to. */
export const signature = z.object({
  reason: filled('say why it is accepted for now').describe('why it is accepted for now'),
  owner: filled('say who sees to it that it ends').describe('who sees to it that it ends'),
  expires: z.iso
    .date('expected the last day on which it is accepted, as YYYY-MM-DD')
    .describe('the last day on which it is accepted'),
})

const which = z.object({
  requirement: z.string().min(1).describe('id of the requirement that is violated'),
  code: z.string().min(1).optional().describe('only this way of being wrong, as report.json names it'),
  journey: z.string().min(1).optional().describe('only in the journey of this id'),
  path: z.string().min(1).optional().describe('only on the page of this path'),
  blocks: z
    .array(z.string().min(1))
    .optional()
    .describe('requirements that cannot be judged because of it, and are accepted as not judged'),
})

/** As it is told again, and as it stands before somebody has filled it in. */
export const toldSignature = z.object({ reason: z.string(), owner: z.string(), expires: z.string() })
export const toldEntry = z.object({ ...which.shape, ...toldSignature.shape })

export const baselineEntry = z.strictObject({ ...which.shape, ...signature.shape })
export type BaselineEntry = z.infer<typeof baselineEntry>

const file = <Entry extends z.ZodType>(entry: Entry) =>
  z.strictObject({
    $schema: z.string().optional(),
    schemaVersion: z.literal(baselineSchemaVersion),
    findings: z.array(entry),
  })

export const baselineSchema = file(baselineEntry).describe('Known findings of a site, for padlock --baseline')

/** JSON Schema, draft 7: the newest that all editors know. It refuses unknown keys, as the command does. */
export const baselineJsonSchema = (): Record<string, unknown> => {
  const { $schema, ...model } = z.toJSONSchema(baselineSchema, { target: 'draft-7', io: 'input' })
  return { $schema, $id: 'urn:iadvize-padlock:baseline', title: 'Padlock baseline', ...model }
}

/** As `--update-baseline` writes it: reason, owner and date may still be empty. */
export const draftSchema = file(z.strictObject(toldEntry.shape))
export type BaselineDraft = z.infer<typeof draftSchema>

export type Identified = Pick<BaselineEntry, 'requirement' | 'code' | 'journey' | 'path'>

/** `token/lifetime, lives-too-long, in sign-in, on /account`. */
export const entryName = ({ requirement, code, journey, path }: Identified): string =>
  [requirement, code, journey && `in ${journey}`, path && `on ${path}`].filter(Boolean).join(', ')
