import { reasons } from '../../../mock-iadvize/contract.ts'
import { activations } from '../../recording/activations.ts'
import type { Activation } from '../../recording/activations.ts'
import { isKind, observed, whereOf } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'

/** The earlier call of the same page that had neither ended nor been ended by a logout. */
const underWay = (recording: Recording, { call }: Activation): Activation | undefined =>
  activations(recording).find(
    ({ call: earlier, result }) =>
      earlier.load === call.load &&
      earlier.context.index < call.context.index &&
      (result?.context.index ?? Infinity) > call.context.index &&
      !observed(recording)
        .slice(earlier.context.index, call.context.index)
        .some(seen => isKind('logout')(seen) && seen.load === call.load),
  )

export default requirement({
  id: 'activation/not-concurrent',
  level: 'MUST',
  basis: 'doc',
  title: 'a page does not call activate while an activation is under way',
  because: `the second call fails with «${reasons.ongoing}», and code that goes by its result hides a chat that works`,
  source: { page: 'FE-RESULT', clause: reasons.ongoing },
  yourSite: {
    table: 'activate',
    says: 'is called on every page of the authenticated area, once for each load, never while one is under way',
  },
  after: ['tag/present', 'activation/every-page'],
  live: true,
  stimulus: 'a page calls activate',
  judge: recording =>
    activations(recording).map(activation => {
      const where = whereOf(activation.call)
      return underWay(recording, activation)
        ? violated(where, {
            code: 'activated-while-under-way',
            expected: 'no call before the one before it has ended',
            received: 'a second call, while the first was under way',
          })
        : met(where, 'no other activation was under way')
    }),
  remedy: ({ where }) =>
    `keep the promise of the first iAdvize.activate on ${where.path ?? 'this page'} and hand it to whoever asks for the chat: one shared module calls activate and exports that promise, instead of a call in each component`,
})
