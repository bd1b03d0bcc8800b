import { expect, test } from '@playwright/test'
import { cancelSignals } from '../foundation/ending.ts'
import { finishedFirst } from './cancellation.ts'

const listeners = (): number[] => cancelSignals.map(signal => process.listenerCount(signal))

test('a signal lets what must be finished come to its end, says so, and is answered then', async () => {
  const before = listeners()
  const write = process.stderr.write.bind(process.stderr)
  let said = ''
  process.stderr.write = text => {
    said += String(text)
    return true
  }
  try {
    const steps: string[] = []
    const ended = await finishedFirst('in a moment', async () => {
      process.emit('SIGTERM')
      await Promise.resolve()
      steps.push('finished')
      return 7
    })
    expect([ended, steps, said]).toEqual([{ done: 7, cancelled: true }, ['finished'], 'padlock: in a moment\n'])
    expect(await finishedFirst('in a moment', () => Promise.resolve(8))).toEqual({ done: 8, cancelled: false })
  } finally {
    process.stderr.write = write
  }
  expect(listeners()).toEqual(before)
})
