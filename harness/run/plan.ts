/** What one run of Playwright shall do. Written by the command, read by the workers; holds no secret. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../foundation/ending.ts'
import type { FlavourName } from '../site/flavours.ts'

/** `journeys`: ids of those to play; all without it */
export type PlannedTarget = { name: string; journeys?: string[] } &
  /** `providerDelayMs`: how long its token provider thinks */
  (
    | { kind: 'shop'; flavour: FlavourName; defects: string[]; providerDelayMs?: number }
    /**
     * `config`: absolute path; read again by each worker, so that secrets travel by reference. `tagHost`: the brand's name of
     * the tag's host, to start the browser with. `signedInPages`: how many it has, for the journey over all of them. `browser`:
     * which of the run's browsers it is visited in; the first without it
     */
    | { kind: 'site'; config: string; tagHost?: string; signedInPages?: number; browser?: number }
  )

export type Plan = {
  targets: PlannedTarget[]
  /** told in each recording, so that recordings of two runs are not taken for one */
  run?: { id: string; shard?: string; sites?: string[] }
  /** the folder of kept-recordings.ts; null: nothing is kept */
  recordings: string | null
  /** whether one site is played after the other; otherwise, one journey of all targets after the other */
  siteBySite?: boolean
  /** whether pages are pictured where something is wrong; the matrix and the tests do without */
  pictures?: boolean
  /** whether somebody reads what is kept of a journey while it is played */
  isFollowed?: boolean
  /** whether a journey fails when its recording shows a violated MUST; the matrix judges for itself */
  judge: boolean
}

/** What `npx playwright test` does by itself: the sound shop, judged, nothing written. */
const soundShop: Plan = {
  targets: [{ kind: 'shop', name: 'sample shop', flavour: 'classic', defects: [] }],
  recordings: null,
  judge: true,
}

/** Carries the choices of the browsers to the workers, as a JSON list. In the environment, not in the plan: an endpoint may hold a secret. */
export const choiceVariable = 'PADLOCK_BROWSER_CHOICE'
/** Names of the environment variables that carry the plan's path and the run's salt to the workers. */
export const planVariable = 'PADLOCK_PLAN'
export const saltVariable = 'PADLOCK_SALT'

/** The annotation of a test that bears the id of its journey. */
export const journeyAnnotation = 'journey'

/** Which of the run's browsers a target is visited in. */
export const browserOfTarget = (target: PlannedTarget): number => (target.kind === 'site' ? (target.browser ?? 0) : 0)

/** Tag of the tests that one of the run's browsers plays. */
export const browserTag = (browser: number): string => `@browser-${browser}`

/** How many signed-in pages it has, where the journey over all of them is played in parts. */
export const pagesInParts = (target: PlannedTarget): number =>
  target.kind === 'site' ? (target.signedInPages ?? 0) : 0

export const readPlan = (env: NodeJS.ProcessEnv = process.env): Plan => {
  const path = env[planVariable]
  return path === undefined ? soundShop : (JSON.parse(readFileSync(path, 'utf8')) as Plan)
}

export const writePlan = (plan: Plan, folder: string = temporaryFolder('plan')): string => {
  const path = join(folder, 'plan.json')
  writeFileSync(path, JSON.stringify(plan))
  return path
}

/** A target's folder among the recordings: its name with nothing that a file system minds. */
export const folderOf = (target: Pick<PlannedTarget, 'name'>): string => target.name.replace(/[^\w.+-]+/g, '-')
