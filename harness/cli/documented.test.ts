/** Every command line in the documentation is one that the command takes. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import type { Command } from './command.ts'
import { certify } from './certify.ts'
import { diff } from './diff.ts'
import { recheck } from './recheck.ts'
import { report } from './report.ts'
import { verifyCertificate } from './verify-certificate.ts'

const commands: Record<string, Command> = {
  certify,
  report,
  recheck,
  diff,
  'verify-certificate': verifyCertificate,
}
const documents = ['README.md', 'docs/ci.md', 'docs/configuration.md', 'docs/report.md', 'CONTRIBUTING.md']

for (const document of documents)
  test(`the flags of certify, report and what reads them in ${document}`, () => {
    const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8')
    const lines = [
      ...text.matchAll(/(?:padlock|npm run) (?:-- )?(certify|report|recheck|diff|verify-certificate)\b([^`\n]*)/g),
    ]
    const unknown = lines.flatMap(([line, name = '', rest = '']) =>
      [...rest.matchAll(/--([a-z][\w-]*)/g)]
        .filter(([, flag = '']) => !Object.hasOwn(commands[name]?.options ?? {}, flag))
        .map(([flag]) => `${flag} in «${line}»`),
    )
    expect(unknown).toEqual([])
  })
