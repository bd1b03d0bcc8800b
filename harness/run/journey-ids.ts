/** The journeys of a whole run: a file each in `scenarios/`, named by its id. */
import { readdirSync } from 'node:fs'

/** Compiled in the published package. */
const scenario = /^(.+)\.spec\.[jt]s$/

export const journeyIds = (): string[] =>
  readdirSync(new URL('../../scenarios', import.meta.url))
    .flatMap(file => scenario.exec(file)?.[1] ?? [])
    .sort()
