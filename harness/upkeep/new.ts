/**
 * `npm run new -- KIND NAME`: the files of a new requirement, defect, journey or format, to be filled in, and the line that enters it where
 * a list is kept. What it writes passes types and linter; `npm test` says what is still missing.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nearest } from '../../mock-iadvize/input/nearest.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Change = { file: string; text: string }
/** `write`: files that are not there yet. `enter`: lists that get one more entry. `next`: what to do next, in the order of doing */
export type Plan = { write: Change[]; enter: Change[]; next: string[] }
type Read = (file: string) => string

const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const words = (name: string): string => name.replaceAll('-', ' ')

const requirement = (id: string): Plan => {
  const [, name = ''] = id.split('/')
  const file = `harness/requirements/${id}.ts`
  return {
    write: [
      {
        file,
        text: `import { isKind, observed, whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'

export default requirement({
  id: '${id}',
  level: 'MUST',
  basis: 'assumed',
  title: 'one sentence that is true when the site conforms',
  because: 'what happens to a visitor where it is not',
  source: { page: 'FE-FAQ' },
  yourSite: { table: 'also', says: 'what a site does, in the words of an integrator' },
  stimulus: 'what has to happen on a journey before anything can be said',
  remedy: () => 'what to change, and where',
  judge: recording =>
    observed(recording)
      .filter(isKind('provider-answer'))
      .map(seen =>
        seen.answer === 'threw'
          ? violated(whereOf(seen), { code: '${name}', expected: 'what should be seen', received: 'what was seen' })
          : met(whereOf(seen), 'what was seen'),
      ),
})
`,
      },
      {
        file: `harness/requirements/${id}.test.ts`,
        text: `import { expect, test } from '@playwright/test'
import { activation, load, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import ${camel(name)} from './${name}.ts'

test('met', () => {
  expect(outcomes(${camel(name)}, signIn(), load('/account'), activation({ secured: token('first') }))).toEqual(['met'])
})

test('without its stimulus it says nothing', () => {
  expect(outcomes(${camel(name)}, load('/'))).toEqual([])
})
`,
      },
    ],
    enter: [],
    next: [
      `fill in ${file}, and its test: one recording that meets it, one that breaks it, one without its stimulus`,
      `npx playwright test --project=unit harness/requirements/${id}`,
      'npm run new -- defect NAME writes the defect that breaks it; without one npm test fails',
      'npx playwright test --project=unit harness/upkeep/your-site --update-snapshots=all writes its row into docs/your-site.md',
    ],
  }
}

const entered = (text: string, after: RegExp, line: string, file: string): string => {
  const found = [...text.matchAll(after)].at(-1)
  if (!found) throw new Error(`${file}: the place for the new entry is not found`)
  const at = found.index + found[0].length
  return text.slice(0, at) + line + text.slice(at)
}

const defect = (name: string, read: Read): Plan => {
  const list = 'harness/site/defects.ts'
  const file = `harness/site/defects/${name}.ts`
  const imported = entered(
    read(list),
    /^import \{ \w+ \} from '\.\/defects\/[\w-]+\.ts'\n/gm,
    `import { ${camel(name)} } from './defects/${name}.ts'\n`,
    list,
  )
  return {
    write: [
      {
        file,
        text: `import type { Defect } from './defect.ts'

export const ${camel(name)} = {
  '${name}': {
    summary: 'what a developer did wrong, in one plain sentence',
    // The cause comes first: the report must begin with it.
    breaks: ['token/lifetime'],
    apply: plan => ({ ...plan }),
  },
} satisfies Record<string, Defect>
`,
      },
    ],
    enter: [{ file: list, text: entered(imported, /^ {2}\w+,\n(?=\]$)/gm, `  ${camel(name)},\n`, list) }],
    next: [
      `fill in ${file}: harness/site/plan.ts shows the parts of the shop that apply can change`,
      `npm run --silent padlock -- prove --only ${name}`,
      'npm run --silent padlock -- prove renews harness/verdict/proof.json when all is exact: commit it',
    ],
  }
}

const journey = (id: string, read: Read): Plan => {
  const list = 'scenarios/all.ts'
  const lines = read(list).split('\n')
  const imports = [...lines.filter(line => line.startsWith('import ')), `import './${id}.spec.ts'`].sort()
  return {
    write: [
      {
        file: `scenarios/${id}.spec.ts`,
        text: `import { journey } from '../harness/browser/stage/journey.ts'

journey('a visitor ${words(id)}', { id: '${id}', users: 1 }, async ({ visitor, target }) => {
  await visitor.signIn()
  await visitor.open(target.pages.signedIn[0] ?? '/')
})
`,
      },
    ],
    enter: [{ file: list, text: `${[...lines.filter(line => line.startsWith('/**')), ...imports].join('\n')}\n` }],
    next: [
      `fill in scenarios/${id}.spec.ts by the verbs of harness/browser/visitor/visitor.ts`,
      `npx playwright test --project=scenarios ${id}`,
    ],
  }
}

const format = (name: string, read: Read): Plan => {
  const list = 'reports/formats/all.ts'
  const file = `reports/formats/${name}.ts`
  const imported = entered(
    read(list),
    /^import \{ \w+ \} from '\.\/[\w-]+\.ts'\n/gm,
    `import { ${camel(name)}Format } from './${name}.ts'\n`,
    list,
  )
  return {
    write: [
      {
        file,
        text: `/** report.${name}: what it holds, and who reads it. */
import type { Result } from '../../harness/verdict/result.ts'
import type { Format } from './format.ts'

const render = ({ target, verdict }: Result): string => \`padlock ${name}: \${target.name} \${verdict}\\n\`

export const ${camel(name)}Format: Format = {
  file: 'report.${name}',
  name: '${name}',
  render,
  recognises: text => text.startsWith('padlock ${name}: '),
}
`,
      },
    ],
    enter: [{ file: list, text: entered(imported, /^ {2}\w+,\n(?=\]$)/gm, `  ${camel(name)}Format,\n`, list) }],
    next: [
      `fill in ${file}: reports/formats/csv.ts is the shortest real one; harness/verdict/result.ts is what it is given`,
      'npx playwright test --project=unit reports/formats',
      `npm run --silent padlock -- report reports/out --format ${name}`,
    ],
  }
}

const kinds = { requirement, defect, journey, format } as const
const form = {
  requirement: /^[a-z][a-z-]*\/[a-z][a-z0-9-]*$/,
  defect: /^[a-z][a-z0-9-]*$/,
  journey: /^[a-z][a-z0-9-]*$/,
  format: /^[a-z][a-z0-9-]*$/,
}
const example = { requirement: 'token/one-thing', defect: 'one-thing', journey: 'one-thing', format: 'toml' }

const isKind = (kind: string): kind is keyof typeof kinds => Object.hasOwn(kinds, kind)

/** Throws, in one sentence, what is wrong with what was asked for. */
export const planOf = (kind: string, name: string, read: Read, exists: (file: string) => boolean): Plan => {
  if (!isKind(kind)) {
    const near = nearest(kind, Object.keys(kinds))
    throw new Error(
      `${kind || 'KIND'}: expected requirement, defect, journey or format${near ? `; did you mean ${near}?` : ''} (npm run new -- requirement ${example.requirement})`,
    )
  }
  if (!form[kind].test(name))
    throw new Error(`${name || 'NAME'}: expected a name like ${example[kind]}: lower case, with hyphens`)
  const plan = kinds[kind](name, read)
  const there = plan.write.find(({ file }) => exists(file))
  if (there) throw new Error(`${there.file} is already there`)
  return plan
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [kind = '', name = ''] = process.argv.slice(2)
  try {
    const { write, enter, next } = planOf(
      kind,
      name,
      file => readFileSync(join(root, file), 'utf8'),
      file => existsSync(join(root, file)),
    )
    for (const { file, text } of [...write, ...enter]) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
    for (const { file } of write) process.stdout.write(`wrote    ${file}\n`)
    for (const { file } of enter) process.stdout.write(`entered  in ${file}\n`)
    process.stdout.write(`\nNext:\n${next.map((line, index) => `  ${index + 1}. ${line}`).join('\n')}\n`)
  } catch (error) {
    process.stderr.write(`new: ${(error as Error).message}\n`)
    process.exitCode = 2
  }
}
