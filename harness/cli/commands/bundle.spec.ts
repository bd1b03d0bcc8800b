/** `padlock bundle`: complete or named, searched for secrets, and its certificate is checked in the ZIP. */
import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { brand, iAdvize } from '../../../mock-iadvize/samples/sample-keys.ts'
import { claimsAt, forged } from '../../../mock-iadvize/token/forgery.ts'
import { padlock } from '../padlock-process.ts'

test.describe.configure({ timeout: 120_000 })

test('a bundle is complete or says what is missing, holds no secret, and its certificate is checked in it', async ({}, info) => {
  const at = (...path: string[]): string => info.outputPath(...path)
  const pair = generateKeyPairSync('ed25519')
  mkdirSync(at('recordings'), { recursive: true })
  const kept = fileURLToPath(new URL('../../recording/kept/recording-v1.json', import.meta.url))
  copyFileSync(kept, at('recordings', 'a.json'))
  writeFileSync(at('key.pem'), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(at('pub.pem'), pair.publicKey.export({ type: 'spki', format: 'pem' }))
  await padlock(['report', at('recordings'), '--sign', at('key.pem'), '--report-dir', at('report')])
  const zip = at('out.zip')
  const whole = await padlock(['bundle', at('report'), '--output', zip])
  expect(whole, whole.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('out.zip') })

  // A part certifies less; what is asked here is whether signature and files hold.
  const checked = await padlock(['verify-certificate', zip, '--key', at('pub.pem'), '--json'])
  expect(JSON.parse(checked.stdout)).toMatchObject({ problems: [], files: { same: 2, of: 2 } })

  rmSync(at('report', 'certificate.jws'))
  const unsigned = await padlock(['bundle', at('report'), '--output', at('unsigned.zip')])
  expect(unsigned.code).toBe(1)
  expect(unsigned.stderr).toContain('missing: certificate.jws')
  expect((await padlock(['verify-certificate', at('unsigned.zip'), '--key', at('pub.pem')])).code).toBe(2)

  appendFileSync(join(at('report'), 'summary.md'), forged({ brand, iAdvize }, claimsAt(new Date())))
  const leaking = await padlock(['bundle', at('report'), '--output', at('leaking.zip')])
  expect(leaking.stderr).toContain('summary.md: holds a token')
  expect(existsSync(at('leaking.zip'))).toBe(false)
})
