/** The page from which Padlock is run: who may ask, what for, and what the answer is. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { browserScript } from '../../mock-iadvize/bundling/browser-script.ts'
import { schemaProblems } from '../../mock-iadvize/input/schema-problems.ts'
import { appStyles } from '../../mock-iadvize/looks/app-styles.ts'
import { jsonBody } from '../../mock-iadvize/network/handlers.ts'
import { createGuard, signsIn, type Guarded } from '../../mock-iadvize/sandbox/guard.ts'
import { withPages } from '../../mock-iadvize/sandbox/pages.ts'
import { refuse, requestBody } from '../../mock-iadvize/sandbox/request-body.ts'
import type { PageBeside } from '../../mock-iadvize/sandbox/sandbox.ts'
import { askForToken, type TokenWords } from '../../mock-iadvize/sandbox/token-page.ts'
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
import { wishes } from './wishes.ts'

export type UiOptions = {
  /** the program and its first words that stand for `padlock` */
  command: readonly [string, ...string[]]
  /** where it was started: configurations and keys lie there, and nothing outside of it is read or written */
  folder: string
  /** of the reports; absolute */
  runsFolder: string
  token: string
  env: NodeJS.ProcessEnv
  readers: Readers
  /** whether desk and inspector stand beside it */
  isBesideSandbox: boolean
  /** hears of faults of our own */
  onFault: (error: unknown) => void
}

export type Ui = PageBeside & {
  /** a run that is under way is cancelled, and its report is written */
  close(): Promise<void>
}

/** Bytes: a configuration has some thousand. */
const maxBody = 262_144
const path = '/ui'

/** What this page shows is its own. A report has one script, of this version. */
const policy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const reportPolicy = `default-src 'none'; script-src '${pageScriptHash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`

const guardedBy = (token: string): Guarded => ({
  name: 'this page',
  pages: 'the page that runs Padlock and its answers',
  // Cookies are of a host, whatever the port: two pages at once must not take each other's.
  cookie: `padlock-ui-${createHash('sha256').update(token).digest('hex').slice(0, 8)}`,
  tokenAsked: 'this page starts browsers and reads files of this machine, so it asks for its token',
  tokenFrom: 'in the address that the terminal shows',
})

const tokenWords: TokenWords = {
  app: 'Padlock',
  title: 'This page asks for its token',
  wrong: 'The token that this browser has shown is not that of this page. It changes with each start.',
  lead: 'From here Padlock is run on this machine, so it is for whoever has started it. The terminal in which it was started shows a link that holds the token; open that link, or write the token here:',
  help: '<p>This browser keeps it until it is closed.</p>',
}

const asset = (name: string): string => readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8')

type Answer = { status: number; type?: string; body?: string; policy?: string }
const json = (value: unknown): Answer => ({ status: 200, type: 'application/json', body: JSON.stringify(value) })
const page = (body: string): Answer => ({ status: 200, type: 'text/html', body, policy: reportPolicy })
const problem = (status: number, error: string, cure: string): Answer => ({
  ...json({ error, cure }),
  status,
})

export const createUi = (options: UiOptions): Ui => {
  const { folder, runsFolder, token, env, readers, isBesideSandbox, onFault } = options
  const guarded = guardedBy(token)
  const guard = createGuard({ host: null, token, guarded })
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

  const reads: Record<string, (url: URL, rest: string[]) => Answer> = {
    '': () => ({
      status: 200,
      type: 'text/html',
      body: isBesideSandbox ? withPages(asset('ui.html'), { path, name: 'Certify' }) : asset('ui.html'),
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

  const acts: {
    [Name in keyof typeof wishes]: (
      wish: z.output<(typeof wishes)[Name]>,
      gone: AbortSignal,
    ) => Answer | Promise<Answer>
  } = {
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

  const notFound = problem(404, 'there is nothing here', 'open /ui')

  const acted = async (request: IncomingMessage, response: ServerResponse, name: string): Promise<Answer | null> => {
    if (name === 'cancel') {
      request.resume()
      return runs.cancel() ? { status: 204 } : problem(409, 'nothing is under way', 'start a run')
    }
    if (name === 'keys') {
      request.resume()
      const { code, stdout, problems } = await children.start(['keys']).ended
      return code === 0 ? json({ says: stdout }) : problem(422, problems.join(' · '), 'use those, or move them away')
    }
    if (!Object.hasOwn(wishes, name)) return notFound
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return problem(415, 'the body is not declared as JSON', 'send «Content-Type: application/json»')
    const text = await requestBody(request, maxBody)
    if (text === null) return null
    if (typeof text !== 'string') return problem(text.status, text.error, text.cure)
    const schema: z.ZodType = wishes[name as keyof typeof wishes]
    const given = jsonBody(text)
    const { data, error } = schema.safeParse(given)
    if (error) {
      const [first] = schemaProblems(given, error, { schema, isSecret: () => true })
      return problem(400, `${first?.where || 'the body'}: ${first?.says}`, 'load the page again')
    }
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    return acts[name as keyof typeof wishes](data as never, gone.signal)
  }

  const answerTo = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<Answer | null> => {
    const [name = '', ...rest] = url.pathname
      .slice(path.length + 1)
      .split('/')
      .map(decodeURIComponent)
    if (request.method === 'POST') return rest.length === 0 ? acted(request, response, name) : notFound
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return problem(405, 'this is not done here', 'ask with GET or POST')
    if (name === 'events')
      return followers.follow(response) ? null : problem(429, 'too many pages follow the run', 'close some of them')
    return Object.hasOwn(reads, name) && (rest.length === 0 || name === 'runs')
      ? (reads[name]?.(url, rest) ?? notFound)
      : notFound
  }

  return {
    path,
    name: 'Certify',
    async serve(request, response, url) {
      const isPage = url.pathname === path
      const foreign = guard.host(request)
      if (foreign) return refuse(response, foreign)
      if (signsIn(request, response, url, { ...guarded, isPage })) return
      const refused = guard.own(request, isPage)
      if (refused?.status === 401 && isPage && request.headers.accept?.includes('text/html'))
        return askForToken(response, {
          wasWrong: request.headers.cookie?.includes(`${guarded.cookie}=`) ?? false,
          words: tokenWords,
        })
      if (refused) return refuse(response, refused)
      let answer: Answer | null
      try {
        answer = await answerTo(request, response, url)
      } catch (error) {
        if (!(error instanceof UsageError) && !(error instanceof URIError)) onFault(error)
        answer =
          error instanceof UsageError
            ? problem(422, secrets.scrubbed(error.problems.join(' · ')), 'choose another one')
            : error instanceof URIError
              ? notFound
              : problem(500, 'this page has a fault of its own', 'the terminal in which it was started says more')
      }
      if (answer === null || response.destroyed || response.headersSent) return
      response.writeHead(answer.status, {
        ...(answer.type && { 'content-type': `${answer.type}; charset=utf-8` }),
        'cache-control': 'no-store',
        'content-security-policy': answer.policy ?? "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        ...(request.complete ? {} : { connection: 'close' }),
      })
      response.end(answer.body)
    },
    async close() {
      followers.close()
      await children.close()
    },
  }
}
