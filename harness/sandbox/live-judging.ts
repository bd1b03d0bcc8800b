/** Records, in memory and within bounds, what pages of a site do at the sandbox, and judges it by the catalogue when asked. */
import { randomBytes } from 'node:crypto'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import { visitorKey } from '../../mock-iadvize/contract.ts'
import type { Mock } from '../../mock-iadvize/platform/mock.ts'
import type { PageReport } from '../../mock-iadvize/sandbox/page-report-schema.ts'
import type { Judging } from '../../mock-iadvize/sandbox/tenants.ts'
import { createRecorder, tokenRecord, type Recorder } from '../recording/recorder.ts'
import type { Recording, Token } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { padlockVersion } from '../foundation/versions.ts'
import { shownAgain } from '../requirements/shown-again.ts'
import { liveVerdict } from './live-verdict.ts'

/** Observations of one recording; the one before it is kept as well. Judging takes longer the more there are. */
const mostObservations = 1500
/** Milliseconds without a word of a page, after which it has come to rest and can be looked at. */
const rest = 400

/** `secured`: whether its provider answered with a token when it was asked last */
type LookedAt = {
  report: PageReport
  vuid: string
  timer?: NodeJS.Timeout
  jwt: string | null
  secured: boolean
  busy: Set<string>
}

/** Who is signed in to the site is not known here; that somebody is says a page that hands over a token. */
const somebody = 'somebody'

export const createLiveJudging = ({
  sid,
  mock,
  changed,
}: {
  sid: string
  mock: Mock
  changed: () => void
}): Judging => {
  const newRecorder = (): Recorder =>
    createRecorder({
      journey: { id: 'live', title: 'by hand, at the sandbox' },
      target: { name: 'sandbox', origin: 'http://localhost', sid, guests: 'either', defects: [] },
      run: { journeys: [], versions: { padlock: padlockVersion, node: process.version, playwright: 'none' } },
      users: [],
      salt: randomBytes(16).toString('hex'),
      startedAt: new Date(),
      clock: () => performance.now(),
      judge: token => authenticate(token, mock.tenant, new Date(mock.clock.now())),
    })
  const jumped = (): number => mock.clock.sessionNow() - mock.clock.now()
  let recorder = newRecorder()
  /** a token → how often it was shown, and how far iAdvize's time had been moved when it was shown first */
  let showings = new Map<string, { times: number; jumped: number }>()
  /** what a token was judged when it was shown once more */
  let again: Promise<Token>[] = []
  let before: (() => Promise<Recording>) | null = null
  let seen = 0
  let fault: string | null = null
  /** by document */
  let pages = new Map<string, LookedAt>()
  const extIds = new Map<string, string>()

  const begin = (): void => {
    recorder = newRecorder()
    showings = new Map()
    again = []
    seen = 0
    if (fault !== null) recorder.see({ kind: 'fault', name: fault, on: true })
  }
  const count = (): void => {
    seen += 1
    if (seen <= mostObservations) return
    before = recorded()
    begin()
    for (const { timer } of pages.values()) clearTimeout(timer)
    pages = new Map()
    extIds.clear()
  }
  /** What is recorded by now in this recorder, as often as one asks. */
  const recorded = (): (() => Promise<Recording>) => {
    const [current, shown] = [recorder, again]
    return async () => {
      const recording = await current.recording({ name: 'by hand', version: '', interception: 'routing' })
      return { ...recording, tokens: [...recording.tokens, ...(await Promise.all(shown))] }
    }
  }
  /** As iAdvize ages tokens: by real time, and by the jumps since it has seen them. */
  const showOnceMore = (token: string): void => {
    const known = showings.get(token)
    if (!known) return void showings.set(token, { times: 1, jumped: jumped() })
    const ref = shownAgain(recorder.tokenRef(token), known.times)
    const at = new Date(mock.clock.now() + jumped() - known.jumped)
    const { hash } = recorder
    again.push(authenticate(token, mock.tenant, at).then(decision => tokenRecord(ref, token, decision, hash)))
    known.times += 1
  }
  const placeOf = ({ load, path }: PageReport) => ({
    browser: 'by hand',
    tab: recorder.loadName(load),
    load: recorder.loadName(load),
    path,
  })

  /** JWT and padlock at one moment, when the page has come to rest. */
  const look = ({ report, vuid, jwt, secured, busy }: LookedAt): void => {
    if (busy.size > 0) return
    const session = jwt === null ? null : mock.sessionOf(jwt)
    // A session of an earlier sandbox: nothing can be said of it.
    if (jwt !== null && !session) return
    const desk = mock.deskOf(vuid)
    count()
    recorder.see({
      kind: 'sample',
      ...placeOf(report),
      user: secured ? somebody : null,
      jwts: session
        ? [
            {
              where: 'localStorage',
              own: true,
              key: visitorKey(sid),
              userId: recorder.hash(session.userId),
              state: session.state,
            },
          ]
        : [],
      desk: desk && {
        padlock: desk.padlock,
        reason: desk.reason,
        userId: desk.userId === null ? null : recorder.hash(desk.userId),
        extId: desk.extId !== null,
      },
      extId: extIds.get(report.load) ?? null,
    })
    changed()
  }

  return {
    heard(report, vuid) {
      // Whoever asks will not have to wait; what is wrong with it is told then.
      if (seen === 0) loadCatalogue().catch(() => undefined)
      const { load, event } = report
      count()
      const page = pages.get(load) ?? { report, vuid: vuid ?? '', jwt: null, secured: false, busy: new Set<string>() }
      pages.set(load, page)
      page.vuid = vuid ?? page.vuid
      page.report = report
      if (event.kind === 'ext-id') extIds.set(load, event.spelling)
      if (event.kind === 'provider-answer') {
        page.secured = event.answer === 'secured'
        if (event.token !== undefined) showOnceMore(event.token)
      }
      if (event.kind === 'stored') page.jwt = event.jwt
      else recorder.hear({ ...report, event }, { browser: 'by hand', tab: recorder.loadName(load) })
      if (event.kind === 'activate' || event.kind === 'logout') page.busy.add(`${event.kind} ${event.call}`)
      if (event.kind === 'provider-call') page.busy.add(`${event.cause} ${event.call}`)
      if (event.kind === 'activate-result') page.busy.delete(`activate ${event.call}`)
      if (event.kind === 'logout-result') page.busy.delete(`logout ${event.call}`)
      if (event.kind === 'session-renewal') page.busy.delete(`session-expiry ${event.call}`)
      clearTimeout(page.timer)
      page.timer = setTimeout(() => look(page), rest).unref()
      if (event.kind === 'page-leave') {
        clearTimeout(page.timer)
        pages.delete(load)
      }
      changed()
    },
    faulty(name) {
      if (name === fault) return
      if (fault !== null) recorder.see({ kind: 'fault', name: fault, on: false })
      fault = name
      if (fault !== null) recorder.see({ kind: 'fault', name: fault, on: true })
    },
    async requirements() {
      const [catalogue, ...recordings] = await Promise.all([
        loadCatalogue(),
        ...(before ? [before()] : []),
        recorded()(),
      ])
      return liveVerdict(recordings, catalogue, mock.tenant.trust === true)
    },
    clear() {
      for (const { timer } of pages.values()) clearTimeout(timer)
      pages = new Map()
      extIds.clear()
      before = null
      fault = null
      begin()
    },
  }
}
