/** The catalogue: whatever lies in the areas' folders. No register is kept by hand. */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { tokenChecks } from '../../mock-iadvize/token/decision.ts'
import type { Requirement } from './requirement.ts'

/** In the order of causes: what fails in an earlier one often explains what fails in a later one. */
const areas = ['page', 'tag', 'activation', 'spa', 'token', 'failure', 'ext-id', 'padlock', 'logout', 'provider']

/** `identity-is-the-session's` is told in `identity-is-the-sessions.ts`: file names bear no apostrophe. */
const pathOf = (id: string): string => id.replaceAll("'", '')

const areaOf = (id: string): string => id.split('/')[0] ?? ''
const rank = (order: readonly string[], name: string): number => {
  const index = order.indexOf(name)
  return index < 0 ? order.length : index
}

const predecessors = ({ needs = [], after = [] }: Requirement): string[] => [...needs, ...after]

/** What is wrong with a catalogue, in sentences. `paths`: `area/name` of each file, in the order of the requirements. */
export const catalogueProblems = (requirements: readonly Requirement[], paths: readonly string[]): string[] => {
  const ids = requirements.map(({ id }) => id)
  const needsOf = new Map(requirements.map(it => [it.id, predecessors(it)]))
  const leadsTo = (from: string, goal: string, seen = new Set<string>()): boolean =>
    (needsOf.get(from) ?? []).some(need => need === goal || (!seen.has(need) && leadsTo(need, goal, seen.add(need))))
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `${id}: two files have this id`),
    ...requirements.flatMap(({ id }, index) =>
      pathOf(id) === paths[index] ? [] : [`${id}: its file is called ${paths[index] ?? '(none)'}`],
    ),
    ...requirements.flatMap(it =>
      predecessors(it)
        .filter(id => !needsOf.has(id))
        .map(id => `${it.id}: needs ${id}, which does not exist`),
    ),
    ...ids.filter(id => leadsTo(id, id)).map(id => `${id}: needs itself, by way of what it needs`),
  ]
}

/**
 * In causal order: what a requirement needs comes before it. Areas stay together, but for those requirements of an early
 * area that need a later one: they follow that area.
 */
export const inCausalOrder = (requirements: readonly Requirement[]): Requirement[] => {
  const byId = new Map(requirements.map(it => [it.id, it]))
  const latest = new Map<string, number>()
  const latestArea = (it: Requirement): number => {
    const known = latest.get(it.id)
    if (known !== undefined) return known
    const before = predecessors(it).flatMap(id => byId.get(id) ?? [])
    const area = Math.max(rank(areas, areaOf(it.id)), ...before.map(latestArea))
    latest.set(it.id, area)
    return area
  }
  const place = (it: Requirement): (number | string)[] => [
    latestArea(it),
    // Those of the area itself come before those that were held up.
    latestArea(it) - rank(areas, areaOf(it.id)),
    rank(tokenChecks, it.id),
    it.id,
  ]
  const places = new Map(requirements.map(it => [it, place(it)]))
  const compare = (one: Requirement, other: Requirement): number => {
    const [a, b] = [places.get(one) ?? [], places.get(other) ?? []]
    const differing = a.findIndex((part, index) => part !== b[index])
    if (differing < 0) return 0
    return (a[differing] as number | string) < (b[differing] as number | string) ? -1 : 1
  }
  const waiting = [...requirements].sort(compare)
  const ordered: Requirement[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex(it => !waiting.some(({ id }) => predecessors(it).includes(id)))
    ordered.push(...waiting.splice(Math.max(next, 0), 1))
  }
  return ordered
}

const folder = fileURLToPath(new URL('.', import.meta.url))
const isRequirement = (file: string): boolean => /^[\w-]+\.[jt]s$/.test(file)

const read = async (): Promise<readonly Requirement[]> => {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(folder, name))
        .filter(isRequirement)
        .map(file => `${name}/${file}`),
    )
    .sort()
  const requirements = await Promise.all(
    files.map(async file => {
      const [area, name] = file.replace(/\.[jt]s$/, '').split('/')
      // Written so that a bundler finds them too.
      const { default: it } = (await import(`./${area}/${name}.ts`)) as { default?: Requirement }
      if (!it)
        throw new Error(`harness/requirements/${file} has no default export: write «export default requirement({ … })»`)
      return it
    }),
  )
  const problems = catalogueProblems(
    requirements,
    files.map(file => file.replace(/\.[jt]s$/, '')),
  )
  if (problems.length > 0) throw new Error(`the catalogue is not sound:\n${problems.join('\n')}`)
  return Object.freeze(inCausalOrder(requirements))
}

let loaded: Promise<readonly Requirement[]> | undefined

export const loadCatalogue = (): Promise<readonly Requirement[]> => (loaded ??= read())

/** SHA-256 of what the requirements say: id, level and title of each, a line each, in the order of causes. Hex. */
export const catalogueDigest = (catalogue: readonly Requirement[]): string =>
  createHash('sha256')
    .update(catalogue.map(({ id, level, title }) => `${id}\n${level}\n${title}`).join('\n'))
    .digest('hex')

/** Changes when a requirement is added, removed, or comes to mean something else. 8 hex digits. */
export const catalogueVersion = (catalogue: readonly Requirement[]): string => catalogueDigest(catalogue).slice(0, 8)
