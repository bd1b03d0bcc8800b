/** Where Padlock runs from: its sources in the repository, or the compiled package in an integrator's node_modules. */
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Set in a bundle alone (cli/compiled.js). */
declare const bundleFolder: string | undefined

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Playwright refuses TypeScript in node_modules. */
const moduleExtension: string = extname(fileURLToPath(import.meta.url))

/** A clone, in which the proof of a requirement can be seen. */
export const inRepository: boolean = moduleExtension === '.ts'

/** Tests run the sources, and what they start may run the bundle: names the variable that holds its folder. */
export const bundleVariable = 'PADLOCK_BUNDLE'
const named = inRepository ? process.env[bundleVariable] : undefined
const bundle = typeof bundleFolder === 'string' ? bundleFolder : named

/** Nothing of ours that a run loads is TypeScript. */
export const isCompiled: boolean = bundle !== undefined || !inRepository

/** A module that another program loads by its path: of the sources, their bundle, or the published package. `from`: as `harness/run/plan` */
export const modulePath = (from: string): string =>
  bundle !== undefined ? join(bundle, `${from}.js`) : join(root, `${from}${moduleExtension}`)

/** How the command is called from here: `padlock` itself is on nobody's path. */
export const commandLine = (words: string): string =>
  inRepository ? `npm run --silent padlock -- ${words}` : `npx padlock ${words}`

/** In an integrator's folder the name says whose it is, as `playwright-report` does; the repository keeps its own layout. */
export const defaultReportFolder: string = inRepository ? 'reports/out' : 'padlock-report'

/** Beside the reports of a whole run, so that those of one journey (`certify --journey`) do not take their place. */
export const partFolder = (folder: string): string => `${folder}-part`
