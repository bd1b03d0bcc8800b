/** The run that is under way, or was last: started as a child process, followed by its events, cancelled by a signal. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '../foundation/exit-codes.ts'
import { runEventSchema } from '../verdict/run-event.ts'
import type { JudgedRow, RunEvent } from '../verdict/run-event.ts'
import type { LiveJourney } from '../../reports/page/live-run.ts'
import type { Child, Children } from './children.ts'

/** `config`: null: the sample shop. `again`: the folder of a report of which only what is open is played */
export type RunWish = {
  config: string | null
  defects: readonly string[]
  journeys: readonly string[]
  again: string | null
  production: boolean
}

export type Run = {
  /** the name of its folder */
  id: string
  wish: RunWish
  site: string
  /** `checking`: the configuration and the site */
  state: 'checking' | 'playing' | 'cancelling' | 'over'
  journeys: Map<string, LiveJourney>
  judged: readonly JudgedRow[]
  /** null: it is not over */
  end: {
    exitCode: number
    verdict: 'conforms' | 'violated' | 'incomplete' | null
    summary: string
    hasReport: boolean
  } | null
  log: string[]
}

export type RunNews = { of: 'run' } | { of: 'journey'; id: string } | { of: 'judged' } | { of: 'log'; line: string }

/** Lines that are kept of what it says. */
const maxLog = 300

export const endWords: Readonly<Record<number, string>> = {
  [exitCodes.conforms]: 'The site conforms.',
  [exitCodes.violated]: 'The site does not conform.',
  [exitCodes.usage]: 'The configuration is wrong.',
  [exitCodes.unreachable]: 'The site could not be reached or driven.',
  [exitCodes.incomplete]: 'The run is incomplete.',
  [exitCodes.fault]: 'Padlock itself failed.',
  [exitCodes.cancelled]: 'The run was cancelled.',
}

const newFolder = (folder: string, now: Date): string => {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-')
  for (let number = 1; ; number++) {
    const id = number === 1 ? stamp : `${stamp}-${number}`
    if (!existsSync(join(folder, id))) return id
  }
}

const argsOf = ({ config, defects, journeys, again, production }: RunWish, report: string): string[] => [
  'certify',
  '--events',
  '--report-dir',
  report,
  ...(config === null ? [] : [`--config=${config}`]),
  ...defects.map(name => `--defect=${name}`),
  ...journeys.map(name => `--journey=${name}`),
  ...(production ? ['--production'] : []),
  ...(again === null ? [] : ['--again', again]),
]

/** `folder`: of the reports. `tell`: hears what has changed. `scrubbed`: takes secrets out of a text. */
export const createRuns = ({
  children,
  folder,
  tell,
  scrubbed,
}: {
  children: Children
  folder: string
  tell: (news: RunNews) => void
  scrubbed: (text: string) => string
}) => {
  let run: Run | null = null
  let child: Child | null = null

  const change = (it: Run, id: string, changed: Partial<LiveJourney>): void => {
    const known = it.journeys.get(id) ?? {
      id,
      title: id,
      state: 'waiting',
      duration: null,
      seen: null,
      isJudged: false,
    }
    it.journeys.set(id, { ...known, ...changed })
    tell({ of: 'journey', id })
  }
  const hear = (it: Run, event: RunEvent): void => {
    switch (event.event) {
      case 'begun':
        it.site = event.site
        break
      case 'checked':
        break
      case 'planned':
        for (const { id, title } of event.journeys)
          it.journeys.set(id, { id, title, state: 'waiting', duration: null, seen: null, isJudged: false })
        if (it.state === 'checking') it.state = 'playing'
        break
      case 'journey-began':
        return change(it, event.journey, { state: 'playing' })
      case 'journey-ended':
        return change(it, event.journey, { state: event.state, duration: event.duration })
      case 'seen':
        return change(it, event.journey.id, { seen: event.journey, isJudged: event.isWhole })
      case 'judged':
        it.judged = event.requirements
        return tell({ of: 'judged' })
      case 'ended':
        it.end = {
          exitCode: event.exitCode,
          verdict: event.verdict,
          summary: event.summary,
          hasReport: event.report !== null,
        }
        return undefined
    }
    return tell({ of: 'run' })
  }
  const read = (it: Run, line: string): void => {
    let given: unknown
    try {
      given = JSON.parse(line)
    } catch {
      return note(it, line)
    }
    const { data } = runEventSchema.safeParse(given)
    if (data) hear(it, data)
    else note(it, line)
  }
  const note = (it: Run, line: string): void => {
    const shown = scrubbed(line)
    it.log.push(shown)
    it.log.splice(0, it.log.length - maxLog)
    tell({ of: 'log', line: shown })
  }

  const over = async (it: Run, started: Child, report: string): Promise<void> => {
    const { code, problems } = await started.ended
    it.state = 'over'
    // One that did not come to its end says why in its last words.
    it.end ??= {
      exitCode: code ?? exitCodes.fault,
      verdict: null,
      summary: scrubbed(problems.join('; ')) || 'it ended without a word',
      hasReport: existsSync(join(report, 'report.json')),
    }
    for (const [id, journey] of it.journeys)
      if (journey.state === 'waiting' || journey.state === 'playing')
        it.journeys.set(id, { ...journey, state: 'cut-off' })
    child = null
    tell({ of: 'run' })
  }

  return {
    current: (): Run | null => run,
    isUnderWay: (): boolean => run !== null && run.state !== 'over',
    start(wish: RunWish, now = new Date()): Run {
      mkdirSync(folder, { recursive: true })
      const id = newFolder(folder, now)
      const report = join(folder, id)
      const it: Run = {
        id,
        wish,
        site: wish.config ?? 'sample shop',
        state: 'checking',
        journeys: new Map(),
        judged: [],
        end: null,
        log: [],
      }
      run = it
      const started = children.start(argsOf(wish, report), {
        onLine: line => read(it, line),
        onNote: line => note(it, line),
      })
      child = started
      void over(it, started, report)
      tell({ of: 'run' })
      return it
    },
    /** false: nothing is under way. A second one ends it at once, as Ctrl-C does. */
    cancel(): boolean {
      if (!run || !child || run.state === 'over') return false
      run.state = 'cancelling'
      child.cancel()
      tell({ of: 'run' })
      return true
    },
  }
}
