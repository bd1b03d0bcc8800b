/** A look at everything at the end of a step: browser storage, the agent's desk, and what the page offers. */
import type { BrowserContext } from '@playwright/test'
import { z } from 'zod'
import { consentKey, visitorKey } from '../../../mock-iadvize/contract.ts'
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'
import type { Target, User } from '../../config/target.ts'
import type { Sample } from '../../recording/recording.ts'
import type { Recorder } from '../../recording/recorder.ts'
import { readStorage } from '../in-page/page-storage.ts'
import type { PageStorage } from '../in-page/page-storage.ts'
import type { Tab } from './tabs.ts'
import { unanswered, within } from '../waiting/within.ts'

export type SampleOptions = {
  browser: string
  context: BrowserContext
  target: Target
  mock: Mock
  recorder: Recorder
  /** name of the global under which the page probe answers */
  probe: string
}

const look = z.object({
  load: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable(),
  path: z.string().max(65_536),
  origin: z.string().max(2048),
  visitorRecord: z.string().nullable(),
  jwts: z
    .array(z.object({ where: z.enum(['localStorage', 'sessionStorage']), key: z.string(), jwt: z.string() }))
    .max(1_000),
  extId: z.string().max(200).nullable(),
  consented: z.boolean(),
  controls: z.number().int().min(0),
  ready: z.enum(['loading', 'interactive', 'complete']),
})

/** The page may have written anything there. */
const storedVuid = (record: string | null): string | null => {
  try {
    const { vuid } = (JSON.parse(record ?? '{}') ?? {}) as { vuid?: unknown }
    return typeof vuid === 'string' ? vuid : null
  } catch {
    return null
  }
}

/** The answers were put together in the page, which may have changed how: they are read as from somebody hostile. */
const looks = z.tuple([look]).rest(look)

/** null: the page did not answer. `user`: who is signed in, as far as the journey knows. */
export const takeSample = async (
  { browser, context, target, mock, recorder, probe }: SampleOptions,
  tab: Tab,
  user: User | null,
): Promise<Omit<Sample, 'at'> | null> => {
  const { page, name, tagRuns } = tab
  const ownKey = visitorKey(target.sid)
  /** The page's own storage first, and then that of each frame in which the tag has run. */
  const storages = (): Promise<[PageStorage, ...PageStorage[]]> => {
    const names = { visitorKey: ownKey, consentKey: consentKey(target.sid), probe }
    const boxes = [...tagRuns].filter(frame => frame !== page.mainFrame() && !frame.isDetached())
    return Promise.all([page.evaluate(readStorage, names), ...boxes.map(frame => frame.evaluate(readStorage, names))])
  }
  const cookieJar = context.cookies()
  const found = await within(
    target,
    storages().catch(async () => {
      // The page went away under the look: it is looked at again where it has come to rest.
      await page.waitForLoadState('load')
      return storages()
    }),
  ).catch((error: unknown) => {
    // The browser has gone, or the page has put something in the place of what every look needs: then nothing is known of it.
    if (page.isClosed()) throw error
    return unanswered
  })
  const read = looks.safeParse(found)
  if (!read.success) return null
  const [top] = read.data
  // A frame of the page's own origin shares its storage.
  const origins = [...new Map(read.data.map(storage => [storage.origin, storage])).values()]
  const cookies = (await cookieJar).flatMap(cookie =>
    mock.sessionOf(cookie.value) ? [{ where: 'cookie' as const, key: cookie.name, jwt: cookie.value }] : [],
  )
  const jwts = [...origins.flatMap(storage => storage.jwts), ...cookies].flatMap(({ where, key, jwt }) => {
    const session = mock.sessionOf(jwt)
    if (session) recorder.keepSecret(jwt)
    return session
      ? [
          {
            where,
            own: key === ownKey,
            key: key === ownKey ? key : `key of ${key.length} characters`,
            userId: recorder.hash(session.userId),
            state: session.state,
          },
        ]
      : []
  })
  // Where the tag runs in a frame, a record of the page's own is left over from the time before.
  const record = origins.findLast(storage => storage.visitorRecord !== null)?.visitorRecord
  const vuid = storedVuid(record ?? null) ?? tab.vuid
  const desk = vuid === null ? null : mock.deskOf(vuid)
  return {
    kind: 'sample',
    browser,
    tab: name,
    load: recorder.loadName(top.load ?? tab.load),
    path: top.path,
    user: user?.label ?? null,
    jwts,
    desk: desk && {
      padlock: desk.padlock,
      reason: desk.reason,
      userId: desk.userId === null ? null : recorder.hash(desk.userId),
      extId: desk.extId !== null,
    },
    extId: read.data.find(({ extId }) => extId !== null)?.extId ?? null,
    consented: read.data.some(({ consented }) => consented),
    controls: top.controls,
    ready: top.ready,
    ...(tab.busy !== null && { idle: false as const }),
  }
}
