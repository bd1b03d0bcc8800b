/** Pages that follow the run: each gets all of it when it comes, and then what changes, drawn. */
import type { ServerResponse } from 'node:http'
import { coalesced, eventStream } from '../../mock-iadvize/network/event-stream.ts'
import { judgedList, liveJourney } from '../../reports/page/live-run.ts'
import { endWords } from './runs.ts'
import type { Run, RunNews } from './runs.ts'

const maxFollowers = 20
/** Milliseconds: what changes more often than one can look is drawn once. */
const pause = 100

type Write = ReturnType<typeof eventStream>

/** What the page shows over the journeys, and what can be done. */
export type RunHead = {
  id: string
  site: string
  state: Run['state']
  /** the configuration; null: the sample shop */
  file: string | null
  defects: readonly string[]
  production: boolean
  counts: { all: number; over: number }
  end: (NonNullable<Run['end']> & { title: string }) | null
}
export type DrawnJourney = { id: string; title: string; state: string; html: string }

const headOf = (run: Run): RunHead => {
  const journeys = [...run.journeys.values()]
  return {
    id: run.id,
    site: run.site,
    state: run.state,
    file: run.wish.config,
    defects: run.wish.defects,
    production: run.wish.production,
    counts: {
      all: journeys.length,
      over: journeys.filter(({ state }) => state !== 'waiting' && state !== 'playing').length,
    },
    end:
      run.state === 'over' && run.end
        ? { ...run.end, title: endWords[run.end.exitCode] ?? `It ended with code ${run.end.exitCode}.` }
        : null,
  }
}

const drawnJourney = (run: Run, id: string): DrawnJourney | null => {
  const journey = run.journeys.get(id)
  return journey
    ? {
        id,
        title: journey.title,
        state: journey.state,
        html: liveJourney(journey, { isOver: run.state === 'over' }).markup,
      }
    : null
}

export const createFollowers = ({ run }: { run: () => Run | null }) => {
  const open = new Map<ServerResponse, Write>()
  const write = (event: string, data: unknown): void => {
    for (const each of open.values()) each(event, data)
  }
  const all = () => {
    const it = run()
    return it === null
      ? { run: null, journeys: [], judged: '', log: [] }
      : {
          run: headOf(it),
          journeys: [...it.journeys.keys()].map(id => drawnJourney(it, id)),
          judged: it.judged.length > 0 ? judgedList(it.judged, { isOver: it.state === 'over' }).markup : '',
          log: it.log,
        }
  }
  const changed = new Set<string>()
  const soon = coalesced(pause, () => {
    const it = run()
    if (!it) return
    for (const id of changed) write('journey', drawnJourney(it, id))
    changed.clear()
    write('run', headOf(it))
  })
  return {
    tell(news: RunNews): void {
      const it = run()
      if (!it) return
      if (news.of === 'log') return write('log', { line: news.line })
      if (news.of === 'judged')
        return write('judged', { html: judgedList(it.judged, { isOver: it.state === 'over' }).markup })
      if (news.of === 'journey') {
        changed.add(news.id)
        return soon()
      }
      soon.cancel()
      changed.clear()
      return write('all', all())
    },
    /** a line of what looks at the site outside of a run */
    note: (line: string): void => write('note', { line }),
    /** false: too many follow already */
    follow(response: ServerResponse): boolean {
      if (open.size >= maxFollowers) return false
      const one = eventStream(response)
      open.set(response, one)
      response.on('close', () => open.delete(response))
      one('all', all())
      return true
    },
    close(): void {
      soon.cancel()
      for (const response of open.keys()) response.end()
    },
  }
}
