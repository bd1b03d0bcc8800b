/**
 * Which requirements the sandbox can judge while somebody uses a site by hand: those that look at tags, calls and tokens alone, and those to
 * which it is enough that somebody is signed in: a page that hands over a token says so. All others ask who it is, or for a journey that
 * does something on purpose: a tag sees neither, so they are certify's.
 */
import { tokenChecks } from '../../mock-iadvize/token/decision.ts'

export const liveRequirements: ReadonlySet<string> = new Set([
  'tag/site-id',
  'tag/loaded-once',
  'tag/interface-kept',
  'activation/not-concurrent',
  'activation/once-per-page',
  'activation/option-valid',
  'activation/token-fresh',
  'activation/provider-reusable',
  'activation/no-own-retry',
  ...tokenChecks,
  'token/never-repeats',
  'ext-id/absent',
  'padlock/agrees-with-jwt',
  'logout/finishes',
  'failure/no-anonymous-fallback',
])
