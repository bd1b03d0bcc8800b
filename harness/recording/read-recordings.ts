/** Finds the recordings of one run in any number of folders, and says why they are not of one run. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { schemaProblems } from '../../mock-iadvize/input/schema-problems.ts'
import { recordingSchema } from './recording.ts'
import type { Recording } from './recording.ts'

export type FoundRecording = { path: string; recording: Recording }

const jsonFilesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : jsonFilesBelow(path)
    return entry.isFile() && entry.name.endsWith('.json') ? [path] : []
  })

/** Other JSON may lie beside recordings: reports, whatever a CI keeps. */
const looksLikeARecording = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'journey' in value && 'observations' in value

/** Undefined: it is none. Throws what is wrong with it, in a sentence. */
export const readRecording = (path: string): Recording | undefined => {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    if (basename(dirname(path)) !== 'recordings') return undefined
    throw new Error('is cut off, or no JSON; record it again, or fetch it again')
  }
  if (!looksLikeARecording(value)) return undefined
  const { data, error } = recordingSchema.safeParse(value)
  if (data) return data
  const [first] = schemaProblems(value, error, { schema: recordingSchema, isSecret: () => true })
  throw new Error(
    `is not a recording that this version of Padlock reads (${first?.where}: ${first?.says}); record it again`,
  )
}

/** Every recording in the folders and below, in the order of the journeys. A copy of one, such as a report keeps, is that one. */
export const readRecordings = (folders: readonly string[]): { found: FoundRecording[]; problems: string[] } => {
  const found = new Map<string, FoundRecording>()
  const problems: string[] = []
  for (const folder of folders) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      problems.push(`${folder}: there is no such folder; name one that holds recordings`)
      continue
    }
    const before = problems.length
    let own = 0
    for (const path of jsonFilesBelow(folder)) {
      try {
        const recording = readRecording(path)
        if (!recording) continue
        own += 1
        const content = JSON.stringify(recording)
        if (!found.has(content)) found.set(content, { path, recording })
      } catch (error) {
        problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    if (own === 0 && problems.length === before)
      problems.push(`${folder}: holds no recording; «padlock certify» leaves them in recordings/ of its report folder`)
  }
  const byJourney = (one: FoundRecording, other: FoundRecording): number =>
    one.recording.journey.id < other.recording.journey.id ? -1 : 1
  return { found: [...found.values()].sort(byJourney), problems }
}

/** A site on the machine of the run may have another port in every journey. */
const site = ({ target: { name, origin, sid, defects } }: Recording): string => {
  const { protocol, hostname, host } = new URL(origin)
  const place = ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ? hostname : host
  const shown = name === host ? '' : ` («${name}»)`
  return `${protocol}//${place}${shown}, site ${sid}${defects.length > 0 ? `, with ${defects.join(', ')}` : ''}`
}

const repeated = (journeys: [string, FoundRecording[]][]): string[] => {
  if (journeys.length === 0) return []
  const folders = new Set(journeys.flatMap(([, same]) => same.map(({ path }) => dirname(path))))
  const which = journeys.map(([id]) => id).join(', ')
  return [
    `recorded more than once: ${which}; they lie in ${[...folders].join(', ')}; leave only the recordings of one run there`,
  ]
}

/** Calls of the command, by their ids, that are not the shards of one run. */
const strangers = (runs: [string, FoundRecording[]][]): string[] => {
  const shards = runs.map(([, [first]]) => first?.recording.run.shard?.split('/') ?? [])
  const isOneRun =
    runs.length < 2 ||
    (shards.every(([part]) => part !== undefined) &&
      new Set(shards.map(([, of]) => of)).size === 1 &&
      new Set(shards.map(([part]) => part)).size === shards.length)
  if (isOneRun) return []
  const each = runs.map(([, [first]]) => `${first?.recording.startedAt ?? ''} (${dirname(first?.path ?? '')})`)
  return [
    `the recordings are of ${runs.length} runs, begun at ${each.join(', ')}; only the shards of one run are one together: give each run a report of its own`,
  ]
}

/** Why these can't be judged as one run, in sentences; none: they can. */
export const contradictions = (found: readonly FoundRecording[]): string[] => {
  const groups = (key: (recording: Recording) => string): Map<string, FoundRecording[]> => {
    const all = new Map<string, FoundRecording[]>()
    for (const each of found) all.set(key(each.recording), [...(all.get(key(each.recording)) ?? []), each])
    return all
  }
  const differ = (what: string, key: (recording: Recording) => string, cure: string): string[] => {
    const all = [...groups(key)]
    if (all.length < 2) return []
    const each = all.map(([name, [first, ...others]]) => {
      const more = others.length > 0 ? ` and ${others.length} more` : ''
      return `${name} (${first?.path ?? ''}${more})`
    })
    return [`the recordings are of ${all.length} ${what}: ${each.join('; ')}; ${cure}`]
  }
  return [
    ...repeated([...groups(({ journey }) => journey.id)].filter(([, same]) => same.length > 1)),
    ...strangers([...groups(({ run }) => run.id ?? '')]),
    ...differ('sites', site, 'give each site a report of its own'),
    ...differ(
      'kinds',
      ({ target }) => (target.trust === true ? 'tokens accepted on trust' : 'tokens opened and verified'),
      'record all with the same keys',
    ),
    ...differ('versions of Padlock', ({ run }) => run.versions.padlock, 'record all with one version'),
  ]
}
