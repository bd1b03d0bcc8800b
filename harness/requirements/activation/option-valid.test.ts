import { expect, test } from '@playwright/test'
import { reasons } from '../../../mock-iadvize/contract.ts'
import { activation, fault, load, recording, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import optionValid from './option-valid.ts'

test('met by a secured and by an anonymous answer', () => {
  expect(outcomes(optionValid, load('/'), activation({ secured: token('first') }), activation('anonymous'))).toEqual([
    'met',
    'met',
  ])
})

test('violated by an answer of another shape, of which the cure names what is wrong', () => {
  const shape = "{ authenticationOption: { type: 'SECURED', token: string(712) } }"
  const [finding] = optionValid.judge(recording(load('/account'), activation({ invalid: shape })))
  expect(finding).toMatchObject({ outcome: 'violated', code: 'option-invalid', received: shape })
  if (finding?.outcome === 'violated') expect(optionValid.remedy(finding)).toContain('no type «SECURED»')
})

test('an undocumented variant that is tolerated is only a warning', () => {
  const variant = activation('anonymous', { variant: 'ANONYMOUS_AUTHENTICATION' })
  expect(optionValid.judge(recording(load('/'), variant))).toMatchObject([{ outcome: 'violated', level: 'SHOULD' }])
})

test('no finding without an answer, when the provider throws, and under a fault of ours', () => {
  expect(outcomes(optionValid, load('/'))).toEqual([])
  expect(outcomes(optionValid, load('/'), activation('threw'))).toEqual([])
  expect(outcomes(optionValid, fault('token-provider-garbage'), load('/'), activation({ invalid: '{}' }))).toEqual([])
})

test('violated where activate was given no function to call', () => {
  const seen = recording(load('/account'), activation({ invalid: 'undefined' }, { reason: reasons.invalidOption }))
  const uncalled = { ...seen, observations: seen.observations.filter(({ kind }) => !kind.startsWith('provider-')) }
  const [finding] = optionValid.judge(uncalled)
  expect(finding).toMatchObject({ outcome: 'violated', code: 'no-provider' })
  if (finding?.outcome === 'violated') expect(optionValid.remedy(finding)).toMatch(/^give activate a function/)
})
