/**
 * Who says what in a recording, and who else has seen it. A page can lie about itself: what only it could see is taken at its word, and
 * what somebody else has seen as well is held against that (requirement page/witnesses-agree). docs/hostile-sites.md tells it.
 */
import type { Observation } from './recording.ts'

/**
 * `tag`, `probe`: said in the page, by our tag and our page probe · `look`: read in the page by the harness · `mock`: iAdvize's own account
 * · `browser`: Playwright or the browser itself · `harness`: its own doings and requests
 */
type Witness = 'tag' | 'probe' | 'look' | 'mock' | 'browser' | 'harness'

/** `heldAgainst`: who has seen it besides; null: nobody could have, or what is said needs no second witness. */
export const witnesses = {
  'tag-run': { says: 'tag', heldAgainst: 'mock' },
  activate: { says: 'tag', heldAgainst: null },
  'provider-call': { says: 'tag', heldAgainst: null },
  'provider-answer': { says: 'tag', heldAgainst: 'browser' },
  exchange: { says: 'tag', heldAgainst: 'mock' },
  'activate-result': { says: 'tag', heldAgainst: 'mock' },
  'session-renewal': { says: 'tag', heldAgainst: 'mock' },
  logout: { says: 'tag', heldAgainst: null },
  'logout-result': { says: 'tag', heldAgainst: 'mock' },
  navigate: { says: 'tag', heldAgainst: null },
  'page-load': { says: 'probe', heldAgainst: 'browser' },
  'screen-change': { says: 'probe', heldAgainst: 'browser' },
  'tag-element': { says: 'probe', heldAgainst: 'mock' },
  'ext-id': { says: 'probe', heldAgainst: 'mock' },
  'interface-overwritten': { says: 'probe', heldAgainst: null },
  'page-leave': { says: 'probe', heldAgainst: null },
  'page-restored': { says: 'probe', heldAgainst: null },
  'credentials-entered': { says: 'probe', heldAgainst: null },
  'page-error': { says: 'probe', heldAgainst: null },
  'policy-violation': { says: 'probe', heldAgainst: null },
  sample: { says: 'look', heldAgainst: 'mock' },
  'timed-out': { says: 'harness', heldAgainst: null },
  unresponsive: { says: 'look', heldAgainst: null },
  picture: { says: 'look', heldAgainst: null },
  'tag-served': { says: 'mock', heldAgainst: null },
  'exchange-answered': { says: 'mock', heldAgainst: null },
  'logout-received': { says: 'mock', heldAgainst: null },
  'tag-request-failed': { says: 'browser', heldAgainst: null },
  'iadvize-request': { says: 'browser', heldAgainst: null },
  'provider-found': { says: 'browser', heldAgainst: null },
  'token-source': { says: 'browser', heldAgainst: null },
  'data-request': { says: 'browser', heldAgainst: null },
  'token-leak': { says: 'browser', heldAgainst: null },
  'keys-searched': { says: 'browser', heldAgainst: null },
  'page-not-restored': { says: 'browser', heldAgainst: null },
  'fault-hit': { says: 'browser', heldAgainst: null },
  'message-refused': { says: 'harness', heldAgainst: null },
  step: { says: 'harness', heldAgainst: null },
  attempt: { says: 'harness', heldAgainst: null },
  'provider-probe': { says: 'harness', heldAgainst: null },
  'clock-jump': { says: 'harness', heldAgainst: null },
  fault: { says: 'harness', heldAgainst: null },
  skipped: { says: 'harness', heldAgainst: null },
} as const satisfies Record<Observation['kind'], { says: Witness; heldAgainst: Witness | null }>

export const kindsSaidBy = (witness: Witness): string[] =>
  Object.entries(witnesses).flatMap(([kind, { says }]) => (says === witness ? [kind] : []))
