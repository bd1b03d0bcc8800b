/**
 * Runs the token makers of harness/cures/make-the-token.ts as they stand, and has every token judged. Each needs its language
 * and library on this machine; what is not there is said, and is no pass:
 *
 *     apt-get install python3-jwcrypto ruby ruby-jwt golang-go golang-gopkg-square-go-jose.v2-dev
 *     npx tsx harness/upkeep/bench/cure-snippets.ts
 *
 * Debian has go-jose v2, whose part used here is that of v4: the import path alone is changed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { authenticate } from '../../../mock-iadvize/token/authenticate.ts'
import { defaultTokenSettings } from '../../../mock-iadvize/token/decision.ts'
import { makeKeyPair } from '../../../mock-iadvize/token/keys.ts'
import { makeTheToken } from '../../cures/make-the-token.ts'
import { languageNames, stacks, type Stack } from '../../cures/snippet.ts'

type Run = {
  file: string
  caller: string
  callerFile: string
  command: [string, ...string[]]
  edit?: (code: string) => string
}

/** How each is called, with the account of the same name; it prints the token. */
const runs: Partial<Record<Stack, Run>> = {
  node: {
    file: 'maker.mjs',
    callerFile: 'call.mjs',
    caller: `import { tokenFor } from './maker.mjs'\nconsole.log(await tokenFor({ id: 'account-7f3a', firstName: 'Ada' }))\n`,
    command: [process.execPath, 'call.mjs'],
  },
  python: {
    file: 'maker.py',
    callerFile: 'call.py',
    caller: `from types import SimpleNamespace\nfrom maker import token_for\nprint(token_for(SimpleNamespace(id="account-7f3a", first_name="Ada")))\n`,
    command: ['/usr/bin/python3', 'call.py'],
  },
  ruby: {
    file: 'maker.rb',
    callerFile: 'call.rb',
    caller: `require_relative 'maker'\nAccount = Struct.new(:id, :first_name)\nputs token_for(Account.new('account-7f3a', 'Ada'))\n`,
    command: ['ruby', 'call.rb'],
  },
  go: {
    file: 'src/provider/provider.go',
    callerFile: 'src/call/main.go',
    caller: `package main\n\nimport (\n\t"fmt"\n\t"provider"\n)\n\nfunc main() {\n\ttoken, err := provider.TokenFor("account-7f3a", "Ada")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tfmt.Println(token)\n}\n`,
    command: ['go', 'run', 'call'],
    edit: text => text.replace('github.com/go-jose/go-jose/v4', 'gopkg.in/square/go-jose.v2'),
  },
}

const brand = await makeKeyPair()
const iAdvize = await makeKeyPair()
const folder = mkdtempSync(join(tmpdir(), 'padlock-snippets-'))
const at = (name: string): string => join(folder, name)
writeFileSync(at('brand.pem'), brand.privateKey.export({ type: 'pkcs8', format: 'pem' }))
writeFileSync(at('iadvize.pem'), iAdvize.publicKey.export({ type: 'spki', format: 'pem' }))
symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), at('node_modules'))
for (const inside of ['src/provider', 'src/call']) mkdirSync(at(inside), { recursive: true })

let refused = 0
for (const stack of stacks) {
  const run = runs[stack]
  const say = (text: string): void => console.log(`${languageNames[stack].padEnd(8)} ${text}`)
  if (!run) {
    say('not run: its library cannot be had here; only read')
    continue
  }
  const text = makeTheToken.code[stack] ?? ''
  writeFileSync(at(run.file), run.edit?.(text) ?? text)
  writeFileSync(at(run.callerFile), run.caller)
  const [program, ...args] = run.command
  let token
  try {
    token = execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        BRAND_PRIVATE_KEY_FILE: at('brand.pem'),
        IADVIZE_PUBLIC_KEY_FILE: at('iadvize.pem'),
        GO111MODULE: 'off',
        GOPATH: `${folder}:/usr/share/gocode`,
      },
    }).trim()
  } catch (error) {
    refused += 1
    say(`did not run: ${error instanceof Error ? error.message : String(error)}`)
    continue
  }
  const { verdict, findings, facts } = await authenticate(
    token,
    { sid: '1', brandKeys: [brand.publicKey], iAdvizeKeys: [iAdvize.privateKey], settings: defaultTokenSettings },
    new Date(),
  )
  const isSound = verdict === 'accepted' && findings.length === 0 && facts.userId?.length === 12
  if (!isSound) refused += 1
  say(isSound ? 'accepted, nothing found' : `${verdict}: ${findings.map(({ code }) => code).join(', ')}`)
}
rmSync(folder, { recursive: true })
process.exitCode = refused > 0 ? 1 : 0
