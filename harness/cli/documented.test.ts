/** Every command line in the documentation is one that the command takes. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import type { Command } from './command.ts'
import { certify } from './commands/certify.ts'
import { explore } from './commands/explore.ts'
import { diff } from './commands/diff.ts'
import { keys } from './commands/keys.ts'
import { open } from './commands/open.ts'
import { recheck } from './commands/recheck.ts'
import { report } from './commands/report.ts'
import { sandbox } from './commands/sandbox.ts'
import { token } from './commands/token.ts'
import { ui } from './commands/ui.ts'
import { verifyCertificate } from './commands/verify-certificate.ts'
import { verify } from './commands/verify.ts'

const commands: Record<string, Command> = {
  certify,
  diff,
  explore,
  keys,
  open,
  recheck,
  report,
  sandbox,
  token,
  ui,
  verify,
  'verify-certificate': verifyCertificate,
}
const documents = [
  'README.md',
  'docs/ci.md',
  'docs/configuration.md',
  'docs/explore.md',
  'docs/browsers.md',
  'docs/first-padlock.md',
  'docs/package.md',
  'docs/report.md',
  'docs/sandbox.md',
  'docs/tokens.md',
  'docs/ui.md',
  'docs/your-site.md',
  'CONTRIBUTING.md',
]
const called = new RegExp(
  String.raw`(?:padlock|npm run) (?:-- )?(${Object.keys(commands)
    .toSorted((one, other) => other.length - one.length)
    .join('|')})\b((?:[^\`\n]|\\\n)*)`,
  'g',
)

for (const document of documents)
  test(`the flags of commands in ${document}`, () => {
    const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8')
    const lines = [...text.matchAll(called)]
    const unknown = lines.flatMap(([line, name = '', rest = '']) =>
      [...rest.matchAll(/--([a-z][\w-]*)/g)]
        .filter(([, flag = '']) => !Object.hasOwn(commands[name]?.options ?? {}, flag))
        .map(([flag]) => `${flag} in «${line}»`),
    )
    expect(unknown).toEqual([])
  })
