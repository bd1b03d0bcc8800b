import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { confined } from './confined.ts'

test('what a page names stays in the folder, whatever links there are', () => {
  const whole = mkdtempSync(join(tmpdir(), 'padlock-confined-'))
  const folder = join(whole, 'in')
  mkdirSync(folder)
  mkdirSync(join(whole, 'in-other'))
  writeFileSync(join(whole, 'outside.pem'), 'x')
  symlinkSync(whole, join(folder, 'up'))
  symlinkSync(folder, join(whole, 'link'))
  expect(confined(folder, 'keys/brand.pem')).toBe(join(folder, 'keys/brand.pem'))
  expect(confined(folder, './a/../b')).toBe(join(folder, 'b'))
  expect(confined(folder, '..name')).toBe(join(folder, '..name'))
  expect(confined(join(whole, 'link'), 'keys')).toBe(join(whole, 'link', 'keys'))
  for (const path of [
    '..',
    '../outside.pem',
    '/etc/passwd',
    'up/outside.pem',
    '../in-other/x',
    'a\0b',
    `${folder}/../x`,
  ])
    expect(confined(folder, path), path).toBeNull()
  rmSync(whole, { recursive: true })
})
