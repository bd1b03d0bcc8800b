import { invalidOptionCure } from '../../../mock-iadvize/tag/invalid-option.ts'
import { reasons } from '../../../mock-iadvize/contract.ts'
import { activations } from '../../recording/activations.ts'
import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

const secured = "{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token: string } }"
const anonymous = "{ authenticationOption: { type: 'ANONYMOUS' } }"

/** What was given to activate could not even be called. */
const withoutFunction = (recording: Recording): Finding[] =>
  activations(recording)
    .filter(({ call, answer, result }) => !isDisturbed(call) && !answer && result?.reason === reasons.invalidOption)
    .map(({ call }) =>
      violated(whereOf(call), {
        code: 'no-provider',
        expected: 'a function that returns the option',
        received: 'activate was not given a function: iAdvize had nothing to call',
      }),
    )

export default requirement({
  id: 'activation/option-valid',
  level: 'MUST',
  basis: 'doc',
  title: 'the provider returns a valid authentication option, with the token as a string',
  because: 'anything else ends in «A valid authentication option must be provided», and the customer has no chat',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: "gets a function that returns `{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }` for whoever is signed in, the token as text",
  },
  after: ['tag/present', 'activation/every-page'],
  live: true,
  stimulus: 'iAdvize asks the provider and gets an answer',
  codes: ['option-invalid', 'no-provider', 'option-in-undocumented-form'],
  judge: recording => [
    ...withoutFunction(recording),
    ...observed(recording)
      .filter(isKind('provider-answer'))
      .filter(answer => !isDisturbed(answer))
      .flatMap((answer): Finding[] => {
        const where = whereOf(answer)
        if (answer.answer === 'invalid')
          return [violated(where, { code: 'option-invalid', expected: secured, received: answer.shape })]
        if (answer.answer === 'threw') return []
        if (answer.variant === null) return [met(where, answer.shape)]
        return [
          violated(where, {
            level: 'SHOULD',
            code: 'option-in-undocumented-form',
            expected: answer.answer === 'secured' ? secured : anonymous,
            received: `${answer.variant}, which is tolerated today and documented nowhere`,
          }),
        ]
      }),
  ],
  remedy: ({ code, received }) =>
    code === 'no-provider'
      ? `give activate a function that fetches the token and returns the option: iAdvize.activate(async () => (${secured.replace(': string', '')}))`
      : code === 'option-invalid'
        ? invalidOptionCure(received)
        : `return exactly ${secured}, or ${anonymous}`,
})
