/**
 * Executes the code of the backend as it stands, in every stack that Debian's packages (.ci/run) can execute, and has each token
 * judged: what the reports say of it, `executedWith`, is true by these tests alone.
 */
import { execFileSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, type TestInfo } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import { defaultTokenSettings } from '../../mock-iadvize/token/decision.ts'
import { fingerprint } from '../../mock-iadvize/token/keys.ts'
import { debianPython, inDebianPython, jdk17, notInstalled, onPath } from '../upkeep/installed.ts'
import { stackCode } from './in-the-backend.ts'
import { makeKeys } from './make-keys.ts'
import { languageNames, stacks, type Stack } from './snippet.ts'

type Run = {
  /** Debian's packages, the one that `executedWith` names first */
  packages: readonly string[]
  installed: () => boolean
  file: string
  /** calls the code with the account below, and prints the token */
  caller: { file: string; text: string }
  /** one after the other; the last one prints */
  commands: readonly [program: string, ...args: string[]][]
  edit?: (code: string) => string
}

/** Whoever is signed in. The name is not ASCII, and has what JSON must escape. */
const account = { id: 'account-7f3a', firstName: 'Zoë "Z"' }
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const hasErlang = (library: string): boolean =>
  existsSync('/usr/lib/erlang/lib') && readdirSync('/usr/lib/erlang/lib').some(name => name.startsWith(`${library}-`))
const jackson = ['databind', 'core', 'annotations'].map(part => `/usr/share/java/jackson-${part}.jar`)

const runs: Partial<Record<Stack, Run>> = {
  node: {
    packages: [],
    installed: () => true,
    file: 'maker.mjs',
    caller: {
      file: 'call.mjs',
      text: `import { tokenFor } from './maker.mjs'
console.log(await tokenFor({ id: 'account-7f3a', firstName: 'Zoë "Z"' }))`,
    },
    commands: [[process.execPath, 'call.mjs']],
  },
  php: {
    packages: ['php-phpseclib3', 'php-cli'],
    installed: () => onPath('php') && existsSync('/usr/share/php/phpseclib3/autoload.php'),
    file: 'maker.php',
    caller: {
      file: 'call.php',
      text: `<?php
error_reporting(E_ALL);
require 'phpseclib3/autoload.php';
require 'maker.php';
echo tokenFor((object) ['id' => 'account-7f3a', 'firstName' => 'Zoë "Z"']);`,
    },
    commands: [['php', 'call.php']],
  },
  java: {
    packages: ['libjackson2-databind-java', 'default-jdk-headless'],
    installed: () => jdk17() && onPath('javac') && jackson.every(jar => existsSync(jar)),
    file: 'TokenProvider.java',
    caller: {
      file: 'Call.java',
      text: `class Call {
  public static void main(String[] arguments) throws Exception {
    System.out.println(new TokenProvider().tokenFor("account-7f3a", "Zo\\u00eb \\"Z\\""));
  }
}`,
    },
    commands: [
      ['javac', '-Werror', '-J-XX:TieredStopAtLevel=1', '-cp', jackson.join(':'), 'TokenProvider.java', 'Call.java'],
      ['java', '-XX:TieredStopAtLevel=1', '-cp', ['.', ...jackson].join(':'), 'Call'],
    ],
  },
  python: {
    packages: ['python3-jwcrypto'],
    installed: () => inDebianPython('jwcrypto'),
    file: 'maker.py',
    caller: {
      file: 'call.py',
      text: `from types import SimpleNamespace
from maker import token_for
print(token_for(SimpleNamespace(id="account-7f3a", first_name='Zoë "Z"')))`,
    },
    commands: [[debianPython, 'call.py']],
  },
  ruby: {
    packages: ['ruby-jwt', 'ruby'],
    installed: () => onPath('ruby') && existsSync('/usr/share/doc/ruby-jwt'),
    file: 'maker.rb',
    caller: {
      file: 'call.rb',
      text: `require_relative 'maker'
puts token_for(Struct.new(:id, :first_name).new('account-7f3a', 'Zoë "Z"'))`,
    },
    commands: [['ruby', 'call.rb']],
  },
  go: {
    packages: ['golang-gopkg-square-go-jose.v2-dev', 'golang-go'],
    installed: () => onPath('go') && existsSync('/usr/share/gocode/src/gopkg.in/square/go-jose.v2'),
    file: 'src/provider/provider.go',
    caller: {
      file: 'src/call/main.go',
      text: `package main

import (
	"fmt"
	"provider"
)

func main() {
	token, err := provider.TokenFor("account-7f3a", "Zoë \\"Z\\"")
	if err != nil {
		panic(err)
	}
	fmt.Println(token)
}`,
    },
    commands: [['go', 'run', 'call']],
    // Debian has go-jose 2, whose part used here is that of 4.
    edit: text => text.replace('github.com/go-jose/go-jose/v4', 'gopkg.in/square/go-jose.v2'),
  },
  perl: {
    packages: ['libcrypt-jwt-perl'],
    installed: () => existsSync('/usr/share/perl5/Crypt/JWT.pm'),
    file: 'TokenProvider.pm',
    caller: {
      file: 'call.pl',
      text: `use utf8;
use TokenProvider;
print TokenProvider::token_for({ id => 'account-7f3a', first_name => 'Zoë "Z"' });`,
    },
    commands: [['/usr/bin/perl', '-w', '-I.', 'call.pl']],
  },
  elixir: {
    packages: ['erlang-jose', 'erlang-jiffy', 'elixir'],
    installed: () => onPath('elixir') && ['jose', 'jiffy'].every(hasErlang),
    file: 'maker.ex',
    caller: {
      file: 'call.exs',
      // Without Mix, which starts and configures applications.
      text: `:jose.json_module(:jose_json_jiffy)
Code.require_file("maker.ex")
IO.puts(TokenProvider.token_for(%{id: "account-7f3a", first_name: ~s(Zoë "Z")}))`,
    },
    commands: [['elixir', 'call.exs']],
  },
  c: {
    packages: ['librhonabwy-dev', 'gcc'],
    installed: () => onPath('gcc') && existsSync('/usr/include/rhonabwy.h') && existsSync('/usr/include/jansson.h'),
    file: 'maker.c',
    caller: {
      file: 'call.c',
      text: `#include <rhonabwy.h>
#include <stdio.h>
char *token_for(const char *, const char *);
int main(void) {
  r_global_init();
  char *token = token_for("account-7f3a", "Zoë \\"Z\\"");
  puts(token ? token : "no token");
  r_free(token);
  r_global_close();
}`,
    },
    commands: [
      ['gcc', '-Wall', '-Wextra', '-Werror', 'maker.c', 'call.c', '-o', 'call', '-lrhonabwy', '-ljansson'],
      ['./call'],
    ],
  },
}

const version = ({ packages: [library] }: Run): string | null => {
  if (library === undefined)
    return (JSON.parse(readFileSync(join(modules, 'jose/package.json'), 'utf8')) as { version: string }).version
  // Other releases have other versions; the code is the same.
  if (!readFileSync('/etc/os-release', 'utf8').includes('VERSION_ID="12"')) return null
  const whole = execFileSync('/usr/bin/dpkg-query', ['-W', '-f', '${source:Upstream-Version}', library], {
    encoding: 'utf8',
  })
  return whole.replace(/[+~].*/, '')
}

const execute = (stack: Stack, run: Run, testInfo: TestInfo): string => {
  const write = (name: string, text: string): string => {
    const path = testInfo.outputPath(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }
  const { text } = stackCode[stack].makeTheToken
  write(run.file, run.edit?.(text) ?? text)
  const cwd = dirname(write('brand.pem', brand.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string))
  write('iadvize.pem', iAdvize.publicKey.export({ type: 'spki', format: 'pem' }) as string)
  write(run.caller.file, `${run.caller.text}\n`)
  symlinkSync(modules, join(cwd, 'node_modules'))
  const env = {
    ...process.env,
    BRAND_PRIVATE_KEY_FILE: join(cwd, 'brand.pem'),
    IADVIZE_PUBLIC_KEY_FILE: join(cwd, 'iadvize.pem'),
    LANG: 'C.UTF-8',
    GO111MODULE: 'off',
    GOPATH: `${cwd}:/usr/share/gocode`,
  }
  return run.commands.reduce(
    (_, [program, ...args]) => execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim(),
    '',
  )
}

test.describe.configure({ timeout: 120_000 })

for (const stack of stacks) {
  const run = runs[stack]
  const { executedWith } = stackCode[stack].makeTheToken
  if (!run) {
    test(`${languageNames[stack]}: nothing executes the code, and it says so`, () => {
      expect(executedWith).toBeNull()
    })
    continue
  }
  test(`${languageNames[stack]}: the code makes a token without a finding`, async ({}, testInfo) => {
    test.skip(!run.installed(), `${notInstalled}${run.packages.join(', ')}`)
    const tenant = {
      sid: '1',
      brandKeys: [brand.publicKey],
      iAdvizeKeys: [iAdvize.privateKey],
      settings: defaultTokenSettings,
    }
    const token = execute(stack, run, testInfo)
    const { verdict, findings, secrets } = await authenticate(token, tenant, new Date())
    expect(findings).toEqual([])
    expect(verdict).toBe('accepted')
    expect(secrets).toMatchObject({ userId: account.id, visitorData: { firstName: account.firstName } })
    expect(executedWith).toContain(version(run) ?? '')
  })
}

test('the commands for keys make a pair', ({}, testInfo) => {
  mkdirSync(testInfo.outputPath(), { recursive: true })
  const cwd = testInfo.outputPath()
  const said = execFileSync('sh', ['-ec', makeKeys.code.shell?.text ?? ''], { cwd, encoding: 'utf8', stdio: 'pipe' })
  const key = createPublicKey(readFileSync(join(cwd, 'brand-public.pem')))
  expect(key.equals(createPublicKey(readFileSync(join(cwd, 'brand-private.pem'))))).toBe(true)
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048)
  expect(said.trim()).toBe(fingerprint(key))
})
