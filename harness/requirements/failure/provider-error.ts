import { activations } from '../../recording/activations.ts'
import { whereOf } from '../../recording/observed.ts'
import { givesNoToken, strikes, tokenInPage } from '../../recording/provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

/** A provider function that throws has activated nobody: it is how it says that there is no token. */
export default requirement({
  id: 'failure/provider-error',
  level: 'SHOULD',
  basis: 'doc',
  title: 'when the token provider fails, the page does not activate',
  because:
    'an error page in place of a token is refused with a reason that explains nothing, and as a stranger the customer talks in a conversation that they do not find again',
  source: { page: 'FE-RESULT' },
  yourSite: {
    table: 'failure',
    says: 'without a token the page does not activate, and nobody who is signed in becomes a guest instead',
  },
  after: ['activation/every-page', 'activation/secured-when-signed-in'],
  stimulus: 'the token provider is made to fail under a signed-in visitor',
  codes: ['activated-without-token', 'anonymous-without-token'],
  notApplicable: tokenInPage,
  judge: recording => {
    const declared = recording.target.anonymousFallback ?? false
    return strikes(recording)
      .filter(givesNoToken)
      .flatMap(({ view, hit }): Finding[] => {
        if (!view.user || view.samples.length === 0) return []
        const calls = activations(recording).filter(
          ({ call, answer }) =>
            call.load === view.load && (answer?.context.index ?? call.context.index) > hit.context.index,
        )
        const wrong = calls.flatMap(({ call, answer }): Finding[] => {
          if (answer?.answer === 'anonymous')
            return declared
              ? []
              : [
                  violated(whereOf(call), {
                    code: 'anonymous-without-token',
                    expected: 'no activation: policy.anonymousFallback is not declared',
                    received: "an activation with type 'ANONYMOUS' of a visitor who is signed in",
                  }),
                ]
          if (answer?.answer !== 'secured' && answer?.answer !== 'invalid') return []
          return [
            violated(whereOf(call), {
              code: 'activated-without-token',
              expected: 'no activation while there is no token',
              received: `an activation with ${answer.shape}, made of an answer without a token (${hit.name})`,
            }),
          ]
        })
        if (wrong.length > 0) return wrong
        return [
          met(
            whereOf(hit),
            calls.some(({ answer }) => answer?.answer === 'anonymous')
              ? `${hit.name}: an anonymous activation, as declared`
              : `${hit.name}: nobody was activated`,
          ),
        ]
      })
  },
  remedy: ({ code, where }) =>
    code === 'anonymous-without-token'
      ? `on ${where.path ?? 'this page'}, do not call activate when the request for the token fails: leave the chat closed and show another way to reach you. If an anonymous chat is what you want then, declare it: "policy": { "anonymousFallback": true }`
      : `on ${where.path ?? 'this page'}, look at the status and the type of the token provider’s answer before you use it: if (!answer.ok) throw new Error(…), and call activate only with a token in hand`,
})
