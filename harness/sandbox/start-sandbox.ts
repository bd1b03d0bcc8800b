/** The sandbox with all that the harness brings: a watcher in the page, and the requirements. */
import { browserScript } from '../../mock-iadvize/browser-script.ts'
import { openSandbox, type Sandbox, type SandboxOptions } from '../../mock-iadvize/sandbox/sandbox.ts'
import { padlockVersion } from '../versions.ts'
import { createLiveJudging } from './live-judging.ts'

export const startWholeSandbox = (
  options: Omit<SandboxOptions, 'version' | 'pageScript' | 'judging'>,
): Promise<Sandbox> =>
  openSandbox({
    ...options,
    version: padlockVersion,
    pageScript: () => browserScript(new URL('../browser/page-probe.ts', import.meta.url)),
    judging: createLiveJudging,
  })
