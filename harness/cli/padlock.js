#!/usr/bin/env node
/** `padlock` in a clone: the sources, bundled when they have changed. The published package has compiled ones alone, and begins at main.js. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compiled } from './compiled.js'

await import(pathToFileURL(join(await compiled(), 'harness/cli/main.js')).href)
