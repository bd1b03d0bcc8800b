import type { Target } from '../../config/target.ts'
import { slownessOf } from './slowness.ts'

export const seconds = (milliseconds: number): string =>
  milliseconds < 950 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds / 1000)} s`

/** Why a wait ended, and how to wait longer. `setting`: the key of the configuration that the wait goes by. */
export const waitWords = (
  { origin }: Pick<Target, 'origin'>,
  waitedMs: number,
  setting: 'navigation' | 'action' | 'journey' = 'action',
): string => {
  const slow = slownessOf(origin).words()
  return `within ${seconds(waitedMs)}${slow === null ? '' : ` (${slow})`}; a longer timeouts.${setting} waits longer`
}
