/**
 * iAdvize's answer to logout comes as late as over a bad network, by the page's own clock: a page that does not wait for it has
 * left by then. No fault: this is what networks are like.
 */
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'

/** Seconds of the page's time that pass at once: between them a page that has had enough can leave. */
const secondsAtOnce = 0.25

export type LateLogout = {
  mock: Pick<Mock, 'setFault'>
  /** whether the page has called logout, and has no answer */
  isAsked: () => boolean
  /** lets so many seconds pass on the page */
  letPass: (seconds: number) => Promise<void>
  /** of the page's time, until the answer comes */
  seconds: number
}

/** `signOut`: calls `letTimePass` once the page is idle but for the answer. */
export const withLateLogout = async (
  { mock, isAsked, letPass, seconds }: LateLogout,
  signOut: (letTimePass: () => Promise<void>) => Promise<void>,
): Promise<void> => {
  mock.setFault('logout-held')
  try {
    await signOut(async () => {
      for (let passed = 0; passed < seconds && isAsked(); passed += secondsAtOnce) await letPass(secondsAtOnce)
      mock.setFault(null)
    })
  } finally {
    mock.setFault(null)
  }
}
