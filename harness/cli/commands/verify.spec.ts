/** The commands `keys` and `verify` as a user runs them. */
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { claimsAt, forged, oaep, type Pair } from '../../../mock-iadvize/token/forgery.ts'

type Outcome = { status: number | null; stdout: string; stderr: string }
const padlock = (args: string[], input = ''): Outcome =>
  spawnSync(process.execPath, ['harness/cli/padlock.js', ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '' },
  })

test('keys makes two pairs, and verify judges with them', ({}, testInfo) => {
  const folder = testInfo.outputPath('pairs')
  const made = padlock(['keys', '--out', folder])
  expect(made.status).toBe(0)
  expect(made.stdout).toContain('nobody else may ever see it')
  expect(made.stdout).not.toContain('BEGIN')
  const path = (file: string): string => join(folder, file)
  expect(statSync(path('brand-private.pem')).mode & 0o777).toBe(0o600)
  expect(statSync(path('iadvize-test-private.pem')).mode & 0o777).toBe(0o600)

  const again = padlock(['keys', '--out', folder])
  expect(again.status).toBe(2)
  expect(again.stderr).toContain('already there')

  const pair = (side: string): Pair => ({
    privateKey: createPrivateKey(readFileSync(path(`${side}-private.pem`))),
    publicKey: createPublicKey(readFileSync(path(`${side}-public.pem`))),
  })
  const pairs = { brand: pair('brand'), iAdvize: pair('iadvize-test') }
  const at = '2026-03-01T12:00:00Z'
  const sound = forged(pairs, claimsAt(new Date(at)))
  const wrong = forged(pairs, claimsAt(new Date(at), { iss: '' }), { encrypting: { wrapped: oaep('sha1') } })
  const both = ['--brand-key', path('brand-public.pem'), '--iadvize-key', path('iadvize-test-private.pem'), '--at', at]

  const accepted = padlock(['verify', ...both, sound])
  expect(accepted.status, accepted.stderr).toBe(0)
  expect(accepted.stdout).toContain('{"alg":"RS256"}')
  expect(accepted.stdout).toMatch(/\naccepted\n$/)
  expect(accepted.stdout).not.toContain('\u001b')

  const refused = padlock(['verify', ...both, '--json'], `${wrong}\n`)
  expect(refused.status).toBe(1)
  const document = JSON.parse(refused.stdout) as { verdict: string; findings: { code: string }[]; token: object }
  expect(document.verdict).toBe('refused')
  expect(document.findings.map(({ code }) => code)).toEqual(['encrypted-with-oaep-sha1', 'issuer-empty'])
  expect(document.token).toMatchObject({ segments: 5, verified: true })

  const lines = padlock(
    ['verify', ...both, '--jsonl'],
    `{"id":"a","token":"${sound}"}\n{"id":"b","token":"${wrong}"}\n`,
  )
  expect(lines.status).toBe(1)
  expect(lines.stdout).toBe(
    '{"id":"a","verdict":"accepted","stage":null,"code":null}\n{"id":"b","verdict":"refused","stage":"decrypt","code":"encrypted-with-oaep-sha1","basis":"doc"}\n',
  )

  const outside = padlock(['verify', sound])
  expect(outside.status).toBe(0)
  expect(outside.stdout).toContain('the inside was not judged')
})

test('verify names all mistakes of its caller at once', () => {
  const { status, stdout, stderr } = padlock([
    'verify',
    '--iadvize-key',
    'no-such-file',
    '--at',
    'noon',
    '--json',
    '--jsonl',
    'package.json',
  ])
  expect(status).toBe(2)
  expect(stdout).toBe('')
  for (const words of ['no-such-file', '--brand-key is missing', 'noon', 'exclude each other', 'is a file'])
    expect(stderr).toContain(words)
})
