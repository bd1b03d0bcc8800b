/**
 * The sources as a clone runs them: bundled by esbuild into node_modules/.cache, once for each content of the sources. Loading four
 * hundred modules of TypeScript costs each process a second; the bundle, a tenth of it.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules/.cache/padlock')
const rooms = ['harness', 'mock-iadvize', 'reports', 'scenarios']
const dayMs = 86_400_000

/**
 * Not what reports and tests have written: that may be a hundred thousand files.
 *
 * @param {string} folder
 * @returns {string[]}
 */
const filesBelow = folder =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isFile()) return [path]
    return entry.isDirectory() && path !== 'reports/out' ? filesBelow(path) : []
  })

/** @returns {string[]} paths from the root, sorted; tests are not part of what runs */
const sources = () =>
  ['playwright.config.ts', 'package.json', ...rooms.flatMap(room => filesBelow(room))]
    .filter(file => /\.(ts|js|json)$/.test(file) && !file.endsWith('.test.ts'))
    .filter(file => file.startsWith('scenarios/') || !file.endsWith('.spec.ts'))
    .sort((one, other) => (one < other ? -1 : 1))

/** @param {readonly string[]} files */
const digest = files => {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)))
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

/** @param {string} entry of a script for the browser */
const browserScriptOf = async entry => {
  const { build } = await import('esbuild')
  /** @type {import('esbuild').BuildOptions} */
  const options = { bundle: true, format: 'iife', target: 'es2020', charset: 'utf8', write: false }
  const { outputFiles = [] } = await build({ entryPoints: [entry], ...options })
  return outputFiles[0]?.text ?? ''
}

/**
 * As mock-iadvize/bundling/browser-script.ts does, once for all processes.
 *
 * @param {string} text
 * @param {string} folder of the module
 */
const inlined = async (text, folder) => {
  let script = text
  for (const [call, path = ''] of text.matchAll(/browserScript\(new URL\('(.+?)', import\.meta\.url\)\)/g))
    script = script.replace(call, JSON.stringify(await browserScriptOf(join(folder, path))).replaceAll('$', '$$$$'))
  return script
}

/** What is found beside a module by its own address is found from the bundle as well: each module keeps the address of its source. */
const ownAddress = {
  name: 'own address',
  /** @param {import('esbuild').PluginBuild} build */
  setup: build => {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (!source.includes('import.meta.url')) return undefined
      const text = (await inlined(source, dirname(path))).replaceAll('import.meta.url', 'ownAddress')
      const contents = `const ownAddress = ${JSON.stringify(pathToFileURL(path).href)};${text}`
      return { contents, loader: 'ts' }
    })
  },
}

/** What each process of a run loads: some hundred small files. All others stay where they are, and find what lies beside them. */
const bundledPackages = new Set(['express', 'jose', 'msw', 'selfsigned', 'zod'])
const requireForPackages =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"

const fewPackages = {
  name: 'few packages',
  /** @param {import('esbuild').PluginBuild} build */
  setup: build =>
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) =>
      kind === 'entry-point' || importer.includes('node_modules') || bundledPackages.has(path.split('/')[0] ?? '')
        ? undefined
        : { path, external: true },
    ),
}

/** The catalogue finds its requirements by a pattern, which their tests match. */
const withoutTests = {
  name: 'without tests',
  /** @param {import('esbuild').PluginBuild} build */
  setup: build => build.onLoad({ filter: /\.test\.ts$/ }, () => ({ contents: '' })),
}

/**
 * @param {string} folder where it is written
 * @param {string} final where it will stand
 * @param {readonly string[]} files
 */
const compile = async (folder, final, files) => {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints: [
      'harness/cli/main.ts',
      'harness/run/progress-reporter.ts',
      'playwright.config.ts',
      'scenarios/site-by-site.ts',
      ...files.filter(file => /^scenarios\/.*\.spec\.ts$/.test(file)),
    ],
    outdir: folder,
    outbase: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: requireForPackages },
    charset: 'utf8',
    // Not linked: Playwright would look each of its calls up in it, a twentieth of what a worker works.
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'error',
    define: { bundleFolder: JSON.stringify(final) },
    plugins: [ownAddress, withoutTests, fewPackages],
  })
}

/**
 * A run loads parts of its bundle as it comes to them: a newer one must not remove it meanwhile.
 *
 * @param {string} folder
 */
const inUse = folder => {
  try {
    utimesSync(folder, new Date(), new Date())
  } catch {
    // where nothing can be written, nothing is removed either
  }
}

/** Another branch, or an older state: whoever goes back to it today finds it. */
const forgetOld = () => {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name)
    if (Date.now() - statSync(folder).mtimeMs > dayMs) rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @returns {Promise<string>} the folder of the bundle: in it, `harness/cli/main.js` and what a run of the journeys loads. Throws where
 *   nothing can be written
 */
export const compiled = async () => {
  const files = sources()
  const folder = join(cache, digest(files))
  if (existsSync(folder)) {
    inUse(folder)
    return folder
  }
  mkdirSync(cache, { recursive: true })
  forgetOld()
  // Two that come at once both build; the first one's stays.
  const own = `${folder}.${process.pid}`
  await compile(own, folder, files)
  try {
    renameSync(own, folder)
  } catch {
    rmSync(own, { recursive: true, force: true })
  }
  return folder
}
