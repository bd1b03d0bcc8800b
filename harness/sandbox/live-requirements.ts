/**
 * Which requirements the sandbox can judge while somebody uses a site by hand: those that look at tags, calls and tokens alone. All
 * others ask who is signed in to the site, or for a journey that does something on purpose: a tag sees neither, so they are certify's.
 */
import { tokenChecks } from '../../mock-iadvize/decision.ts'

export const liveRequirements: ReadonlySet<string> = new Set([
  'tag/site-id',
  'tag/loaded-once',
  'tag/interface-kept',
  'activation/not-concurrent',
  'activation/once-per-page',
  'activation/option-valid',
  ...tokenChecks,
  'token/never-repeats',
  'padlock/agrees-with-jwt',
  'logout/finishes',
])
