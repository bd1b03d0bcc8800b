import { invalidOptionCure } from '../../../mock-iadvize/tag/invalid-option.ts'
import { isDisturbed, isKind, observed, whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

const secured = "{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token: string } }"
const anonymous = "{ authenticationOption: { type: 'ANONYMOUS' } }"

export default requirement({
  id: 'activation/option-valid',
  level: 'MUST',
  basis: 'doc',
  title: 'the provider returns a valid authentication option, with the token as a string',
  because: 'anything else ends in «A valid authentication option must be provided», and the customer has no chat',
  source: { page: 'FE-AUTH' },
  after: ['tag/present', 'activation/every-page'],
  stimulus: 'iAdvize asks the provider and gets an answer',
  codes: ['option-invalid', 'option-in-undocumented-form'],
  judge: recording =>
    observed(recording)
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
  remedy: ({ code, received }) =>
    code === 'option-invalid' ? invalidOptionCure(received) : `return exactly ${secured}, or ${anonymous}`,
})
