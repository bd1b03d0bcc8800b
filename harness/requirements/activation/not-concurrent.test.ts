import { expect, test } from '@playwright/test'
import { activation, load, logout, sample, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import notConcurrent from './not-concurrent.ts'

const first = () => token('first')

test('met by calls that follow each other, on one page or two', () => {
  const calls = [activation({ secured: first() }), activation({ secured: first() })]
  expect(outcomes(notConcurrent, load('/account'), ...calls, load('/orders'), ...calls.slice(1))).toEqual([
    'met',
    'met',
    'met',
  ])
})

test('violated by a call while another is under way', () => {
  const second = activation({ invalid: '' }, { reason: 'An activation is already ongoing' })
  const both = activation({ secured: first() }, { meanwhile: second })
  expect(outcomes(notConcurrent, load('/account'), both)).toEqual(['met', 'activated-while-under-way'])
})

test('a logout ends what is under way', () => {
  const again = activation('anonymous')
  const both = activation(
    { secured: first() },
    {
      meanwhile: draft => {
        logout()(draft)
        again(draft)
      },
    },
  )
  expect(outcomes(notConcurrent, load('/account'), both)).toEqual(['met', 'met'])
})

test('no finding without a call', () => {
  expect(outcomes(notConcurrent, load('/'), sample({ user: null }))).toEqual([])
})
