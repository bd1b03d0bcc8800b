/** The JSON Schemas of what Padlock writes and prints, each made from the model that the code itself goes by. */
import { z } from 'zod'
import { statementSchema } from '../../certificate/statement.ts'
import { bundledConfigurationSchema } from '../../cli/bundle-files.ts'
import { doctorSchema } from '../../cli/commands/doctor.ts'
import { initSchema } from '../../cli/commands/init.ts'
import { listSchema } from '../../cli/commands/list.ts'
import { explorationSchema, explorationSchemaVersion } from '../../explore/exploration.ts'
import { proofSchema } from '../../prove/matrix.ts'
import { recheckSchema } from '../../cli/commands/recheck.ts'
import { tokenListSchema } from '../../cli/commands/token.ts'
import { verificationSchema } from '../../cli/verification.ts'
import { certificateCheckSchema } from '../../cli/commands/verify-certificate.ts'
import { runEventSchema, runEventSchemaVersion } from '../../verdict/run-event.ts'
import { recordingSchema, recordingSchemaVersion } from '../../recording/recording.ts'
import { differenceSchema, differenceSchemaVersion } from '../../verdict/difference.ts'
import { sitesSchema, sitesSchemaVersion } from '../../verdict/sites.ts'
import { trendSchema, trendSchemaVersion } from '../../verdict/trend.ts'

type Published = { version: number; title: string; description: string; model: z.ZodType }

/** By name: `recording` is recording.schema.json here and `iadvize-padlock/recording.schema.json` in the package. */
export const published = {
  recording: {
    version: recordingSchemaVersion,
    title: 'Padlock recording',
    description: 'What was seen on one journey, free of secrets: recordings/*.json of a report folder.',
    model: recordingSchema,
  },
  certificate: {
    version: 1,
    title: 'Padlock certificate',
    description:
      'The payload of certificate.jws, and certificate.json: an in-toto Statement v1 with the test-result predicate v0.1, extended by what keeps the run from being a full one.',
    model: statementSchema,
  },
  difference: {
    version: differenceSchemaVersion,
    title: 'Padlock difference',
    description: 'stdout of «padlock diff --json»: what got better and worse from one report to another.',
    model: differenceSchema,
  },
  trend: {
    version: trendSchemaVersion,
    title: 'Padlock trend',
    description: 'trend.json of «padlock trend» and «padlock certify --history»: many runs over time, a site each.',
    model: trendSchema,
  },
  sites: {
    version: sitesSchemaVersion,
    title: 'Padlock sites',
    description:
      'sites.json, and stdout of «padlock certify --config A --config B --json»: what came of each site of one run.',
    model: sitesSchema,
  },
  'bundled-configuration': {
    version: 1,
    title: 'Padlock bundled configuration',
    description:
      'configuration.json in the ZIP of «padlock bundle»: what was certified, and by what; without a secret.',
    model: bundledConfigurationSchema,
  },
  recheck: {
    version: 1,
    title: 'Padlock recheck',
    description: 'stdout of «padlock recheck --json»: saved recordings, judged again, against their report.',
    model: recheckSchema,
  },
  'certificate-check': {
    version: 1,
    title: 'Padlock certificate check',
    description: 'stdout of «padlock verify-certificate --json».',
    model: certificateCheckSchema,
  },
  exploration: {
    version: explorationSchemaVersion,
    title: 'Padlock exploration',
    description:
      'exploration.json, and stdout of «padlock explore --json»: what random journeys found, and how far they came.',
    model: explorationSchema,
  },
  'run-event': {
    version: runEventSchemaVersion,
    title: 'Padlock run event',
    description: 'A line of stdout of «padlock certify --events»: what happens in a run, as it happens.',
    model: runEventSchema,
  },
  list: {
    version: 1,
    title: 'Padlock list',
    description: 'stdout of «padlock list --json»: the catalogue, in the order of causes.',
    model: listSchema,
  },
  verification: {
    version: 1,
    title: 'Padlock verification',
    description:
      'stdout of «padlock verify --json»: one token, or with --tokens, --har and --from-url several. With --watch a line each.',
    model: verificationSchema,
  },
  'token-list': {
    version: 1,
    title: 'Padlock token list',
    description: 'stdout of «padlock token --list --json»: the ways in which a token can be wrong on purpose.',
    model: tokenListSchema,
  },
  doctor: {
    version: 1,
    title: 'Padlock doctor',
    description: 'stdout of «padlock doctor --json»: what stands in the way of a run.',
    model: doctorSchema,
  },
  init: {
    version: 1,
    title: 'Padlock init',
    description: 'stdout of «padlock init --json»: what was found on a site, and a configuration of it.',
    model: initSchema,
  },
  proof: {
    version: 1,
    title: 'Padlock proof',
    description: 'stdout of «padlock prove --json»: what each defect of the sample shop breaks.',
    model: proofSchema,
  },
} as const satisfies Record<string, Published>

export type SchemaName = keyof typeof published

/**
 * JSON Schema 2020-12. It leaves room for properties that it does not know, so that what a later minor version writes still
 * validates. The `$id` is a name, not an address; its number is the version, which rises when an older reader could be misled.
 */
export const publishedSchema = (name: SchemaName): Record<string, unknown> => {
  const { version, title, description, model }: Published = published[name]
  const { $schema, ...schema } = z.toJSONSchema(model, { target: 'draft-2020-12', io: 'input' })
  return { $schema, $id: `urn:iadvize-padlock:${name}:${version}`, title, description, ...schema }
}
