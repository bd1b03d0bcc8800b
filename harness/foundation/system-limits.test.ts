import { expect, test } from '@playwright/test'
import { systemLimit } from './system-limits.ts'

const closed = new Error('browserType.launch: Target page, context or browser has been closed')

test('a code of the system is told with its cure, by the code or by the message', () => {
  expect(systemLimit(Object.assign(new Error('open'), { code: 'EMFILE' }))).toContain('ulimit -n')
  expect(systemLimit(new Error('spawn ENOMEM'))).toContain('no memory left')
  expect(systemLimit(new Error('something else'), () => 0)).toBeNull()
})

test('a browser that ended at once where nothing can be written is reported as that, and not where there is room', () => {
  expect(systemLimit(closed, () => 100_000)).toContain('no space is left')
  expect(systemLimit(closed, () => 1_000_000_000)).toBeNull()
  expect(systemLimit(closed, () => null)).toBeNull()
})
