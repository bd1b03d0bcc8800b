/** action.yml: its script runs as GitHub would run it, on the sample shop. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

test.describe.configure({ mode: 'serial', timeout: 120_000 })

const action = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')
/** The lines below a key, without their indentation. */
const below = (text: string, key: string): string => {
  const lines = text.split('\n')
  const start = lines.findIndex(line => line.trim() === key)
  const depth = (lines[start] ?? '').search(/\S/)
  const end = lines.findIndex((line, index) => index > start && line.trim() !== '' && line.search(/\S/) <= depth)
  const block = lines.slice(start + 1, end < 0 ? undefined : end)
  const indent = Math.min(...block.filter(line => line.trim() !== '').map(line => line.search(/\S/)))
  return block.map(line => line.slice(indent)).join('\n')
}
const keys = (block: string): string[] => [...block.matchAll(/^([\w-]+):/gm)].map(([, key = '']) => key)

const script = below(action, 'run: |')
const inputs = keys(below(action, 'inputs:'))
const environment = Object.fromEntries(
  [...below(action, 'env:').matchAll(/^(\w+): \$\{\{ inputs\.([\w-]+) \}\}$/gm)].map(([, name = '', input = '']) => [
    name,
    input,
  ]),
)
const defaults = Object.fromEntries(
  inputs.map(input => [
    input,
    /^default: (.*)$/m.exec(below(action, `${input}:`))?.[1]?.replace(/^'(.*)'$/, '$1') ?? '',
  ]),
)

test('every input is used, every variable of the script is given, and no input is text of the script', () => {
  expect(inputs.length).toBeGreaterThan(8)
  for (const input of inputs) expect(action.split('runs:')[1], input).toContain(`inputs.${input}`)
  const asked = new Set([...script.matchAll(/INPUT_\w+/g)].map(([name]) => name))
  expect([...asked].sort()).toEqual(Object.keys(environment).sort())
  expect(script).not.toContain('${{')
  expect(new Set(Object.values(environment)).size).toBe(Object.keys(environment).length)
})

/** A project that has the package: npx finds the command where npm puts it. */
const project = mkdtempSync(join(tmpdir(), 'padlock-action-'))
const command = (): void => {
  const bin = join(project, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  const main = fileURLToPath(new URL('../cli/padlock.js', import.meta.url))
  writeFileSync(join(bin, 'padlock'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
  chmodSync(join(bin, 'padlock'), 0o755)
}

/** As the runner does: bash --noprofile --norc -e -o pipefail, on a file. */
const run = async (given: Record<string, string>) => {
  command()
  const file = join(project, 'step.sh')
  const output = join(project, 'output.txt')
  writeFileSync(file, script)
  writeFileSync(output, '')
  const { PADLOCK_PLAN: _plan, PADLOCK_SALT: _salt, ...own } = process.env
  const values = Object.fromEntries(
    Object.entries(environment).map(([name, input]) => [name, given[input] ?? defaults[input] ?? '']),
  )
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', file], {
    cwd: project,
    env: { ...own, ...values, GITHUB_OUTPUT: output, GITHUB_ACTIONS: 'true' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  child.stdin.end()
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, said, output: readFileSync(output, 'utf8').trim().split('\n') }
}

test('a shard, then the report of what is there', async () => {
  const shard = await run({ shard: '2/9', 'report-dir': 'shards/2' })
  expect(shard.code, shard.said).toBe(0)
  expect(shard.output).toEqual(['artifact=padlock-report-shard-2-of-9', 'exit-code=0'])
  expect(readdirSync(join(project, 'shards/2'))).toEqual(['recordings'])

  const report = await run({
    recordings: 'shards/2\n',
    only: 'activation/*\ntoken/*\n',
    strict: 'true',
    artifact: 'kept',
  })
  expect(report.code, report.said).toBe(4)
  expect(report.output).toEqual(['artifact=kept', 'exit-code=4'])
  expect(report.said).toContain('::warning title=Padlock%3A incomplete::')
  const { partial, strict } = JSON.parse(readFileSync(join(project, 'padlock-report/report.json'), 'utf8')) as {
    partial: { only: string[] }
    strict: boolean
  }
  expect({ only: partial.only, strict }).toEqual({ only: ['activation/*', 'token/*'], strict: true })
})

test('an input is an argument, whatever it holds', async () => {
  const hostile = '$(touch hacked); `touch hacked`; "x'
  const { code, said } = await run({ config: hostile, baseline: hostile, only: hostile })
  expect(code).toBe(2)
  expect(said).toContain(hostile)
  expect(readdirSync(project)).not.toContain('hacked')
})

test.afterAll(() => rmSync(project, { recursive: true, force: true }))
