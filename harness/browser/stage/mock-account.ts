/** What the mock itself has seen, as the recording keeps it: the second witness of what pages say of the tag. */
import type { MockEvent } from '../../../mock-iadvize/platform/mock.ts'
import type { Recorder } from '../../recording/recorder.ts'

const served = new WeakSet<Recorder>()

export const recordAccount = (recorder: Recorder, event: MockEvent): void => {
  if (event.kind === 'tag-served' && !served.has(recorder)) {
    served.add(recorder)
    recorder.see({ kind: 'tag-served' })
  }
  if (event.kind === 'logout') recorder.see({ kind: 'logout-received' })
  if (event.kind === 'exchange')
    recorder.see({
      kind: 'exchange-answered',
      run: event.run === undefined ? null : recorder.hash(event.run),
      call: event.call ?? null,
      option: event.option === 'ANONYMOUS' ? 'anonymous' : 'secured',
      accepted: event.accepted,
      extId: event.extId,
    })
}
