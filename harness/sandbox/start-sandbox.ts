/** The sandbox with all that the harness brings: a watcher in the page, the requirements, and the report's drawings. */
import { browserScript } from '../../mock-iadvize/bundling/browser-script.ts'
import { openSandbox, type Sandbox, type SandboxOptions } from '../../mock-iadvize/sandbox/sandbox.ts'
import { liveFaces } from '../../reports/page/live-faces.ts'
import { padlockVersion } from '../foundation/versions.ts'
import { createLiveJudging } from './live-judging.ts'

export const startWholeSandbox = (
  options: Omit<SandboxOptions, 'version' | 'pageScript' | 'faces' | 'judging'>,
): Promise<Sandbox> =>
  openSandbox({
    ...options,
    version: padlockVersion,
    pageScript: () => browserScript(new URL('../browser/in-page/page-probe.ts', import.meta.url)),
    faces: liveFaces,
    judging: createLiveJudging,
  })
