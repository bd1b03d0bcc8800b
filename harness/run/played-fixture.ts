/** Journeys that a test plays in the runner, as the command does: nothing is lost on the way, and nothing stays in TMPDIR. */
import { expect } from '@playwright/test'
import type { Recording } from '../recording/recording.ts'
import { runJourneys } from './run-journeys.ts'
import type { RunOptions } from './run-journeys.ts'

/** By the target's name. In Chromium, unless told otherwise. */
export const played = async ({
  browser = { name: 'chromium' },
  ...options
}: Pick<RunOptions, 'targets' | 'perCore'> & Partial<Pick<RunOptions, 'browser'>>): Promise<
  Map<string, Recording[]>
> => {
  const { recordings, faults, discard } = await runJourneys({ ...options, browser, progress: 'none' })
  discard()
  expect(faults).toEqual([])
  return recordings
}
