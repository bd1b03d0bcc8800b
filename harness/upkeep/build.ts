/**
 * `npm run build`: dist/, as it is published. JavaScript and declarations of all that the command and the entry points reach
 * (tsconfig.build.json), the scripts that run in a browser as one file each, and what lies beside the sources.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { browserScript } from '../../mock-iadvize/bundling/browser-script.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const dist = join(root, 'dist')
const typescript = join(root, 'node_modules/typescript/bin/tsc')
const notPublished =
  /(\.ts|tsconfig\.build\.json)$|^reports\/(out[^/]*|formats\/standards)\/|^harness\/(recording|certificate)\/kept\//

const sources = ['mock-iadvize', 'harness', 'reports'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length).replaceAll('\\', '/')),
)

rmSync(dist, { recursive: true, force: true })
execFileSync(process.execPath, [typescript, '--project', join(root, 'harness/upkeep/tsconfig.build.json')], {
  stdio: 'inherit',
})

for (const asset of sources.filter(file => !notPublished.test(file))) cpSync(join(root, asset), join(dist, asset))

// Found where they are asked for, so that none is forgotten.
for (const source of sources.filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts')))
  for (const [, script = ''] of readFileSync(join(root, source), 'utf8').matchAll(
    /browserScript\(new URL\('(.+?)\.ts', import\.meta\.url\)\)/g,
  )) {
    const path = join(dirname(source), script)
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    writeFileSync(join(dist, `${path}.js`), browserScript(pathToFileURL(join(root, `${path}.ts`))))
    // A bundle has no exports: what tsc declared for the module is not true of it.
    rmSync(join(dist, `${path}.d.ts`), { force: true })
  }
