/** Reads what stands in a configuration file, whatever its language. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../foundation/usage-error.ts'
import { jsonMistake } from './json-text.ts'

const extensions = ['.json', '.js', '.mjs', '.ts', '.mts']

type Loader = { requireOrImport: (file: string) => Promise<unknown> }

/**
 * Node 20 reads no TypeScript, so Playwright's own loader does, in the command as in its workers. Not a documented part of
 * Playwright, and it has moved since 1.59, the oldest that package.json allows; end-to-end tests watch the newest, and nightly runs the oldest.
 */
const typescriptLoader = (): Loader => {
  const require = createRequire(createRequire(import.meta.url).resolve('@playwright/test'))
  try {
    return (require('playwright/lib/common') as { transform: Loader }).transform
  } catch {
    // Its loader for modules stands apart there, and is not among its exports.
    const host = join(dirname(require.resolve('playwright/package.json')), 'lib/common/esmLoaderHost.js')
    ;(require(host) as { registerESMLoader: () => void }).registerESMLoader()
    return require('playwright/lib/transform/transform') as Loader
  }
}

const loadModule = async (file: string): Promise<unknown> =>
  /\.m?ts$/.test(file) ? typescriptLoader().requireOrImport(file) : import(pathToFileURL(file).href)

/** Throws what is wrong, in a sentence that quotes nothing. */
export const readJson = (text: string): unknown => {
  const json = text.replace(/^\uFEFF/, '')
  const mistake = jsonMistake(json)
  // What stands there is not quoted: it may be a secret.
  if (mistake)
    throw new Error(`no JSON at line ${mistake.line}, column ${mistake.column}: expected ${mistake.expected}`)
  return JSON.parse(json) as unknown
}

/** `file`: absolute. `shown`: as the caller named it. */
export const readConfigFile = async (file: string, shown: string): Promise<unknown> => {
  if (!existsSync(file)) throw new UsageError(`${shown}: there is no such configuration file`)
  if (!extensions.includes(extname(file)))
    throw new UsageError(`${shown}: expected a configuration that ends in ${extensions.join(', ')}`)
  try {
    if (extname(file) === '.json') return readJson(readFileSync(file, 'utf8'))
    const loaded = (await loadModule(file)) as { default?: object | Promise<object> }
    if (loaded.default === undefined)
      throw new Error('it has no default export; write «export default defineConfig({ … })»')
    if (typeof loaded.default === 'function')
      throw new Error('its default export is a function; export what it returns: «export default defineConfig({ … })»')
    // A promise of a configuration is one.
    return await loaded.default
  } catch (error) {
    throw new UsageError(
      `${shown}: can't be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    )
  }
}
