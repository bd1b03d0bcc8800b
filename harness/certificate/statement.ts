/**
 * What a certificate says: an in-toto Statement v1 with the test-result predicate (https://in-toto.io/attestation/test-result/v0.1)
 * over the digests of target, report, recordings, catalogue and versions. What keeps the run from being a full one stands in it.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isOutOfDate } from '../verdict/baseline.ts'
import { resultSchema } from '../verdict/result.ts'
import type { RequirementResult, Result } from '../verdict/result.ts'

export const statementType = 'https://in-toto.io/Statement/v1'
export const predicateType = 'https://in-toto.io/attestation/test-result/v0.1'
export const certificateSchemaVersion = 1
/** in-toto lets predicates be extended by properties that are named by a URI. */
export const claimsName = 'urn:iadvize-padlock:certificate:1'

/** SHA-256, hex. */
export const digestOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

const sha256 = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
const resource = z.object({
  name: z.string(),
  digest: sha256,
  uri: z.string().optional(),
  mediaType: z.string().optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
})

/** Each of these alone keeps a run from being certified in full. */
const limit = z.object({
  kind: z.enum(['violated', 'incomplete', 'partial', 'missing-journeys', 'stopped-journeys', 'trust', 'baseline']),
  says: z.string(),
})
export type Limit = z.infer<typeof limit>

const claims = z.object({
  schemaVersion: z.literal(certificateSchemaVersion),
  /** the whole site was judged, it conforms, and nothing limits that */
  full: z.boolean(),
  limits: z.array(limit),
  verdict: resultSchema.shape.verdict,
  exitCode: z.number(),
  summary: z.string(),
  /** a violated SHOULD counted as well: more was asked than a full run needs */
  strict: z.boolean(),
  /** how the run saw, as in report.json */
  notes: z.array(z.string()),
  target: resultSchema.shape.target,
  startedAt: z.string(),
  versions: resultSchema.shape.versions,
  counts: resultSchema.shape.counts,
  journeys: z.array(z.object({ id: z.string(), outcome: z.enum(['completed', 'stopped']) })),
  /** ids of requirements that were neither passed, warned nor failed */
  unjudged: z.object({
    blocked: z.array(z.string()),
    'not-observed': z.array(z.string()),
    'not-applicable': z.array(z.string()),
  }),
})
export type Claims = z.infer<typeof claims>

export const statementSchema = z.object({
  _type: z.literal(statementType),
  subject: z.array(resource).min(1),
  predicateType: z.literal(predicateType),
  predicate: z.object({
    /** PASSED and WARNED for full runs alone: who reads no more than this is not misled */
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(resource),
    /** ids of requirements */
    passedTests: z.array(z.string()),
    warnedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
    [claimsName]: claims,
  }),
})
export type Statement = z.infer<typeof statementSchema>

export const claimsOf = (statement: Statement): Claims => statement.predicate[claimsName]

const quoted = (ids: readonly string[]): string => ids.join(', ')

const limitsOf = ({ verdict, summary, partial, trust, baseline, journeys, counts }: Result): Limit[] => {
  const stopped = journeys.filter(({ outcome }) => outcome === 'stopped').map(({ id }) => id)
  return [
    ...(verdict === 'violated' ? [{ kind: 'violated' as const, says: `the site does not conform: ${summary}` }] : []),
    ...(verdict === 'incomplete' ? [{ kind: 'incomplete' as const, says: `there is no verdict: ${summary}` }] : []),
    ...(partial && partial.only.length > 0
      ? [{ kind: 'partial' as const, says: `only a part was judged: ${quoted(partial.only)}` }]
      : []),
    ...(partial && partial.missing.length > 0
      ? [{ kind: 'missing-journeys' as const, says: `journeys without a recording: ${quoted(partial.missing)}` }]
      : []),
    ...(stopped.length > 0
      ? [{ kind: 'stopped-journeys' as const, says: `journeys that stopped before their end: ${quoted(stopped)}` }]
      : []),
    ...(trust ? [{ kind: 'trust' as const, says: 'tokens were accepted on trust: nobody looked into them' }] : []),
    ...(baseline
      ? [
          {
            kind: 'baseline' as const,
            says: `known findings were taken out of the verdict by ${baseline.file}: ${counts.known} of them stand${isOutOfDate(baseline) ? ', and it is out of date' : ''}`,
          },
        ]
      : []),
  ]
}

const named = (name: string, description: object): Statement['subject'][number] => ({
  name,
  digest: { sha256: digestOf(JSON.stringify(description)) },
  annotations: { ...description },
})

/** Digest of a description: of its JSON, without spaces, members in this order. */
export const targetSubject = ({ name, origin, sid, defects }: Result['target']): Statement['subject'][number] => ({
  ...named('target', { name, origin, sid, defects }),
  uri: origin,
})
export const versionsSubject = ({ padlock, node, playwright, browser, catalogue }: Result['versions']) =>
  named('versions', { padlock, node, playwright, browser, catalogue })

export type CertifiedFile = { name: string; content: string }

/** `files`: the report and the recordings, by their path in the report's folder. `catalogue`: its digest. */
export const statementOf = (result: Result, files: readonly CertifiedFile[], catalogue: string): Statement => {
  const { requirements, partial, baseline, strict } = result
  const limits = limitsOf(result)
  const full = limits.length === 0 && result.verdict === 'conforms' && result.exitCode === 0
  const ids = (which: (row: RequirementResult) => boolean): string[] => requirements.filter(which).map(({ id }) => id)
  const warned = ids(({ status, level, known }) => status === 'violated' && level === 'SHOULD' && !strict && !known)
  const catalogueOfRun = {
    name: 'catalogue',
    digest: { sha256: catalogue },
    annotations: { version: result.versions.catalogue },
  }
  return {
    _type: statementType,
    subject: [
      targetSubject(result.target),
      ...files.map(({ name, content }) => ({
        name,
        digest: { sha256: digestOf(content) },
        mediaType: 'application/json',
      })),
      catalogueOfRun,
      versionsSubject(result.versions),
    ],
    predicateType,
    predicate: {
      result: full ? (warned.length > 0 ? 'WARNED' : 'PASSED') : 'FAILED',
      configuration: [
        catalogueOfRun,
        named('options', { only: partial?.only ?? [], strict, baseline: baseline?.file ?? null }),
      ],
      passedTests: ids(({ status }) => status === 'met'),
      warnedTests: warned,
      failedTests: ids(({ id, status }) => status === 'violated' && !warned.includes(id)),
      [claimsName]: {
        schemaVersion: certificateSchemaVersion,
        full,
        limits,
        verdict: result.verdict,
        exitCode: result.exitCode,
        summary: result.summary,
        strict,
        notes: result.notes,
        target: result.target,
        startedAt: result.startedAt,
        versions: result.versions,
        counts: result.counts,
        journeys: result.journeys.map(({ id, outcome }) => ({ id, outcome })),
        unjudged: {
          blocked: ids(({ status }) => status === 'blocked'),
          'not-observed': ids(({ status }) => status === 'not-observed'),
          'not-applicable': ids(({ status }) => status === 'not-applicable'),
        },
      },
    },
  }
}
