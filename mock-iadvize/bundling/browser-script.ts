/** Scripts of ours that run in a browser: one self-contained text, from TypeScript here, prebuilt in the published package. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type * as Esbuild from 'esbuild'

const bundles = new Map<string, string>()

/**
 * The script of a module given as `new URL('../tag/iadvize.ts', import.meta.url)`. When `iadvize.js` stands beside it, that is
 * read: the published package carries no TypeScript and no bundler. Otherwise esbuild bundles it, once in a process.
 */
export function browserScript(moduleUrl: URL): string {
  const known = bundles.get(moduleUrl.href)
  if (known !== undefined) return known
  const source = fileURLToPath(moduleUrl)
  const prebuilt = source.replace(/\.ts$/, '.js')
  const script = existsSync(prebuilt) ? readFileSync(prebuilt, 'utf8') : bundle(source)
  bundles.set(moduleUrl.href, script)
  return script
}

function bundle(source: string): string {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof Esbuild
  const options = { bundle: true, format: 'iife', target: 'es2020', charset: 'utf8', write: false } as const
  const { outputFiles } = buildSync({ entryPoints: [source], ...options })
  return outputFiles[0]!.text
}
