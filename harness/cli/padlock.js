#!/usr/bin/env node
/** `padlock` in a clone: the sources, bundled when they have changed. The published package has compiled ones alone, and begins at main.js. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compiled } from './compiled.js'

/** Where nothing can be written beside the packages, each module is compiled as it is loaded. */
const uncompiled = async () => {
  const { register } = await import('tsx/esm/api')
  register()
  return new URL('main.ts', import.meta.url)
}

const main = await compiled().then(folder => pathToFileURL(join(folder, 'harness/cli/main.js')), uncompiled)
await import(main.href)
