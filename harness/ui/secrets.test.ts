import { expect, test } from '@playwright/test'
import { createSecrets } from './secrets.ts'

test('a secret is held, handed to runs, and never told', () => {
  const secrets = createSecrets({ HOME: '/home/ada' })
  expect(secrets.set('PADLOCK_PASSWORD_1', 'correct horse')).toBeNull()
  expect(secrets.set('ADA_PASSWORD', 'battery staple')).toBeNull()
  expect(secrets.names()).toEqual(['PADLOCK_PASSWORD_1', 'ADA_PASSWORD'])
  expect(secrets.env()).toEqual({
    HOME: '/home/ada',
    PADLOCK_PASSWORD_1: 'correct horse',
    ADA_PASSWORD: 'battery staple',
  })
  expect(secrets.scrubbed('it said: correct horse, and battery staple')).toBe('it said: …, and …')
  expect(secrets.set('ADA_PASSWORD', '')).toBeNull()
  expect(secrets.names()).toEqual(['PADLOCK_PASSWORD_1'])
})

test('no variable is taken by which a process does something else, or that is set already', () => {
  const secrets = createSecrets({ ADA_PASSWORD: 'set elsewhere' })
  for (const name of [
    'NODE_OPTIONS',
    'node_options',
    'LD_PRELOAD',
    'PATH',
    'HOME',
    'PLAYWRIGHT_BROWSERS_PATH',
    'HTTPS_PROXY',
    'PADLOCK_PLAN',
    'PADLOCK_BROWSER_CHOICE',
    'ADA_PASSWORD',
    'A=B',
    '',
    '__proto__ ',
  ])
    expect(secrets.set(name, 'x'.repeat(8)), name).not.toBeNull()
  expect(secrets.names()).toEqual([])
})
