/** What the page may ask for, and what the answer is: what is read, what is done, and what follows the run. */
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import type { z } from 'zod'
import { browserScript } from '../../mock-iadvize/bundling/browser-script.ts'
import { appStyles } from '../../mock-iadvize/looks/app-styles.ts'
import { withPages } from '../../mock-iadvize/sandbox/pages.ts'
import { iconDefinitions } from '../../reports/page/icons.ts'
import { runStyles, timelineKey } from '../../reports/page/live-run.ts'
import { pageScriptHash } from '../../reports/page/page-filter.ts'
import { configJsonSchema } from '../config/config.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { plantable } from '../site/defects.ts'
import { createChildren } from './children.ts'
import { createDrafts } from './config-draft.ts'
import { createFollowers } from './followers.ts'
import { createKeptRuns } from './kept-runs.ts'
import type { Readers } from './kept-runs.ts'
import { createRuns } from './runs.ts'
import { createSecrets } from './secrets.ts'
import type { wishes } from './wishes.ts'

export type AnswerOptions = {
  /** the program and its first words that stand for `padlock` */
  command: readonly [string, ...string[]]
  /** where it was started: configurations and keys lie there, and nothing outside of it is read or written */
  folder: string
  /** of the reports; absolute */
  runsFolder: string
  env: NodeJS.ProcessEnv
  readers: Readers
  /** whether desk and inspector stand beside it */
  isBesideSandbox: boolean
}

/** Of this page, and of what is below it. */
export const uiPath = '/ui'

/** What this page shows is its own. A report has one script, of this version. */
const policy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const reportPolicy = `default-src 'none'; script-src '${pageScriptHash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`

const asset = (name: string): string => readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8')

export type Answer = { status: number; type?: string; body?: string; policy?: string }
export const json = (value: unknown): Answer => ({ status: 200, type: 'application/json', body: JSON.stringify(value) })
const page = (body: string): Answer => ({ status: 200, type: 'text/html', body, policy: reportPolicy })
export const problem = (status: number, error: string, cure: string): Answer => ({
  ...json({ error, cure }),
  status,
})

type Acts = {
  [Name in keyof typeof wishes]: (wish: z.output<(typeof wishes)[Name]>, gone: AbortSignal) => Answer | Promise<Answer>
}
export type Answers = {
  /** GET, by what stands after the path */
  reads: Readonly<Record<string, (url: URL, rest: string[]) => Answer>>
  /** POST: what comes with a wish. `gone`: whoever asked is */
  acts: Acts
  cancel(): Answer
  makeKeys(): Promise<Answer>
  /** false: too many follow already */
  follow(response: ServerResponse): boolean
  scrubbed(text: string): string
  close(): Promise<void>
}

export const notFound = problem(404, 'there is nothing here', 'open /ui')

export const createAnswers = (options: AnswerOptions): Answers => {
  const { folder, runsFolder, env, readers, isBesideSandbox } = options
  const secrets = createSecrets(env)
  const children = createChildren({ line: options.command, folder, env: secrets.env })
  const drafts = createDrafts(folder, secrets)
  const kept = createKeptRuns(runsFolder, readers)
  const followers = createFollowers({ run: () => runs.current() })
  const runs = createRuns({ children, folder: runsFolder, tell: followers.tell, scrubbed: secrets.scrubbed })
  /** one at a time: what looks at the site signs in to it */
  let isLooking = false

  const state = () => ({
    folder,
    files: drafts.files(),
    schema: configJsonSchema(),
    defects: plantable,
    held: secrets.names(),
    /** of those that a configuration names */
    set: [...new Set(drafts.files().flatMap(({ variables }) => variables))].filter(name => env[name] !== undefined),
  })

  const busy = (): Answer | null =>
    runs.isUnderWay()
      ? problem(409, 'a run is under way', 'wait until it is over, or cancel it')
      : isLooking
        ? problem(409, 'Padlock is looking at the site', 'wait until it is done')
        : null

  /** As the page can do it. */
  const forPage = (told: string): string =>
    secrets
      .scrubbed(told)
      .replace(
        /; set PADLOCK_BASIC_USER and PADLOCK_BASIC_PASSWORD in the environment/,
        '; type them under “More settings”, “Basic authentication”',
      )
      .replace('; set it and run again', '; type it on this page')
      .replace(/; nothing was written$/, '')

  /** A child that is asked for one JSON document; whoever asked may go away. */
  const asked = async (args: string[], gone: AbortSignal): Promise<Answer> => {
    isLooking = true
    try {
      const child = children.start(args, { onNote: line => followers.note(secrets.scrubbed(line)) })
      gone.addEventListener('abort', () => child.cancel())
      const { code, stdout, problems } = await child.ended
      const said: unknown = stdout.startsWith('{') ? JSON.parse(stdout) : null
      if (said !== null) return json(said)
      return {
        ...json({
          error: problems.map(forPage).join(' · ') || `it ended with code ${code}`,
          cure: 'Then try again.',
        }),
        status: 422,
      }
    } finally {
      isLooking = false
    }
  }

  const reads: Answers['reads'] = {
    '': () => ({
      status: 200,
      type: 'text/html',
      body: isBesideSandbox ? withPages(asset('ui.html'), { path: uiPath, name: 'Certify' }) : asset('ui.html'),
      policy,
    }),
    'base.css': () => ({ status: 200, type: 'text/css', body: appStyles + runStyles }),
    'ui.css': () => ({ status: 200, type: 'text/css', body: asset('ui.css') }),
    'ui.js': () => ({
      status: 200,
      type: 'text/javascript',
      body: browserScript(new URL('./page/ui.ts', import.meta.url)),
    }),
    state: () => json(state()),
    drawings: () => json({ icons: iconDefinitions.markup, key: timelineKey.markup }),
    config: url => json({ config: drafts.read(url.searchParams.get('file') ?? '') }),
    kept: () => json(kept.table()),
    compare: url =>
      json({ html: kept.compared(url.searchParams.get('before') ?? '', url.searchParams.get('after') ?? '') }),
    trend: () => page(kept.trend()),
    'trend.json': () => json(kept.trendData()),
    'trend.csv': () => ({ status: 200, type: 'text/csv', body: kept.trendCsv() }),
    runs: (_url, [id = '', what, name = '']) => {
      if (what === 'report') return page(kept.page(id))
      if (what === 'report.json') return json(kept.report(id))
      if (what === 'recordings') return { status: 200, type: 'application/json', body: kept.recording(id, name) }
      return notFound
    },
  }

  const acts: Acts = {
    check: ({ file, config, production }) => json({ problems: drafts.problems(file, config, { production }) }),
    save: ({ file, config, production, replaces }) =>
      !replaces && drafts.files().some(({ name }) => name === file)
        ? problem(
            409,
            `${file} is already there and is kept.`,
            'Save under another name, or choose it above and change it.',
          )
        : json({ problems: drafts.write(file, config, { production }), files: drafts.files() }),
    secret: ({ name, value }) => {
      const refused = secrets.set(name, value)
      return refused === null
        ? json({ held: secrets.names() })
        : problem(400, refused, 'see «users» in docs/configuration.md')
    },
    look: ({ url, production }, gone) =>
      busy() ??
      (/^https?:\/\//i.test(url)
        ? asked(['init', url, '--json', ...(production ? ['--production'] : [])], gone)
        : problem(
            422,
            'The address is missing, or is none.',
            'Expected an http or https address, for example https://staging.example.com',
          )),
    doctor: ({ file, production }, gone) =>
      busy() ?? asked(['doctor', `--config=${known(file)}`, '--json', ...(production ? ['--production'] : [])], gone),
    run: ({ file, again, ...wish }) =>
      busy() ??
      json({
        id: runs.start({
          ...wish,
          config: file === null ? null : known(file),
          again: again === null ? null : kept.folderOf(again),
        }).id,
      }),
  }
  /** A configuration that lies in the folder, and no other word of the command line. */
  const known = (file: string): string => {
    if (!drafts.files().some(({ name }) => name === file))
      throw new UsageError(`${file}: there is no such configuration in ${folder}`)
    return file
  }

  return {
    reads,
    acts,
    cancel: () => (runs.cancel() ? { status: 204 } : problem(409, 'nothing is under way', 'start a run')),
    makeKeys: async () => {
      const { code, stdout, problems } = await children.start(['keys']).ended
      return code === 0 ? json({ says: stdout }) : problem(422, problems.join(' · '), 'use those, or move them away')
    },
    follow: followers.follow,
    scrubbed: secrets.scrubbed,
    async close() {
      followers.close()
      await children.close()
    },
  }
}
