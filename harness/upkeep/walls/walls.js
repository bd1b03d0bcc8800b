/** The linter's rule for walls.list: a plugin of oxlint, which loads JavaScript alone. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * @param {string} text of walls.list
 * @returns {Map<string, string[]>} each folder → the folders that it may import. Throws where the list is not sound
 */
export const readWalls = text => {
  /** @type {Map<string, string[]>} */
  const walls = new Map()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [folder = '', named = ''] = line.split(':')
    const above = [...walls.keys()]
    const allowed = named.trim() === '*' ? above : named.split(',').flatMap(name => name.trim() || [])
    const unknown = allowed.find(name => !above.includes(name))
    if (unknown !== undefined) throw new Error(`walls.list: ${folder} names ${unknown}, which is not further up`)
    walls.set(folder, allowed)
  }
  return walls
}

const shipped = readWalls(readFileSync(new URL('walls.list', import.meta.url), 'utf8'))

/**
 * @param {ReadonlyMap<string, string[]>} walls
 * @param {string} file from the root of the project, with forward slashes
 * @returns {string | undefined} its folder in the list: the longest one that it lies in
 */
const folderOf = (walls, file) =>
  [...walls.keys()]
    .filter(folder => file === folder || file.startsWith(`${folder}/`))
    .sort((one, other) => other.length - one.length)
    .at(0)

/** @param {string} file */
const isTest = file => /\.test\.ts$|(?<!^scenarios\/[\w-]+)\.spec\.ts$|^reports\/fixtures\.ts$/.test(file)

/**
 * @param {string} from the file that imports, from the root of the project
 * @param {string} to the file that is imported, from the root of the project
 * @returns {string | null} why it may not; null: it may
 */
export const wallBetween = (from, to, walls = shipped) => {
  if (isTest(from)) return null
  const [importing, imported] = [folderOf(walls, from), folderOf(walls, to)]
  if (importing === undefined) return `${dirname(from)} has no line in walls.list`
  if (imported === undefined) return `${dirname(to)} has no line in walls.list`
  if (importing === imported || walls.get(importing)?.includes(imported)) return null
  return `${importing} may not import ${imported}: see harness/upkeep/walls/walls.list`
}

const imports = {
  /** @param {any} context */
  create: context => {
    const from = relative(root, context.filename).replaceAll('\\', '/')
    /** @param {{ source?: { value?: unknown } | null }} node */
    const look = node => {
      const name = node.source?.value
      if (typeof name !== 'string' || !name.startsWith('.')) return
      const to = relative(root, join(dirname(context.filename), name)).replaceAll('\\', '/')
      const message = wallBetween(from, to)
      if (message !== null) context.report({ node, message })
    }
    return {
      ImportDeclaration: look,
      ExportNamedDeclaration: look,
      ExportAllDeclaration: look,
      ImportExpression: look,
    }
  },
}

// oxlint-disable-next-line import/no-default-export -- how plugins are found
export default { meta: { name: 'walls' }, rules: { imports } }
