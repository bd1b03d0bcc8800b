/**
 * Defects of tokens alone, shown without a browser of their own: what was recorded of the sound shop is told once more, with the tokens that
 * the shop makes under the defect. The shop's own code makes them, iAdvize's side judges them and admits who bears them, and the
 * recorder turns them into facts, as on any journey. What is left out is the tag, which hands on what it gets.
 */
import { defaultSessionMinutes, visitorKey } from '../../mock-iadvize/contract.ts'
import type { ExchangeAccepted, ExchangeRefused } from '../../mock-iadvize/contract.ts'
import { createMock } from '../../mock-iadvize/platform/create-mock.ts'
import { randomHex } from '../../mock-iadvize/platform/random-hex.ts'
import { providerAnswer } from '../../mock-iadvize/tag/provider-answer.ts'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import { setUpOf } from '../browser/stage/site-under-test.ts'
import type { Keys } from '../browser/stage/site-under-test.ts'
import { createRecorder } from '../recording/recorder.ts'
import type { Observation, ObservationOf, Recording } from '../recording/recording.ts'
import { newCustomers } from '../site/customers.ts'
import { planUnder } from '../site/defects.ts'
import { newToken } from '../site/new-token.ts'

/** What the tag keeps in one browser. */
type Stored = { vuid: string; session?: string }
/** What iAdvize answered to one call of `activate`. */
type Answered = { accepted: boolean; status: number; reason: string | null }
type Said = { load: string; call: number }

const keyOf = ({ load, call }: Said): string => `${load} ${call}`

const needed = <T>(value: T | undefined | null, what: string, { journey }: Recording): T => {
  if (value === undefined || value === null)
    throw new Error(`the sound recording of the journey ${journey.id} can't be told with other tokens: ${what}`)
  return value
}

/** Tokens in the order in which the shop was asked for them: by the ref that each had in the sound recording. */
const otherTokens = async (
  recording: Recording,
  make: (whose: { label: string; session: string }, at: number) => Promise<string>,
): Promise<Map<string, string>> => {
  const made = new Map<string, string>()
  const sessions = new Map<string, string>()
  for (const seen of recording.observations) {
    if (seen.kind === 'step' && seen.action === 'sign-in')
      sessions.set(seen.browser, `${seen.browser} browser, since ${seen.at}`)
    if (seen.kind !== 'provider-answer' || seen.token === null || made.has(seen.token)) continue
    const { userId } = needed(
      recording.tokens.find(({ ref }) => ref === seen.token),
      `it has no token ${seen.token}`,
      recording,
    )
    const user = recording.users.find(other => other.userId !== null && other.userId === userId)
    const { label } = needed(user, `the token ${seen.token} is nobody's`, recording)
    const session = needed(sessions.get(seen.browser), `nobody had signed in when ${seen.token} was issued`, recording)
    made.set(seen.token, await make({ label, session }, seen.at))
  }
  return made
}

/** The journey as it would have been with the tokens that the sample shop makes under these defects. */
export const withTokensUnder = async (
  defects: readonly string[],
  recording: Recording,
  keys: Keys,
): Promise<Recording> => {
  const plan = planUnder(defects)
  const { shopKeys, tenant } = await setUpOf(defects, keys)
  const customers = newCustomers()
  const began = Date.parse(recording.startedAt)
  let at = 0
  const now = (): number => began + at
  const mock = createMock({
    tenant,
    sessionMinutes: defaultSessionMinutes,
    // No time but the recording's own.
    clock: { now, sessionNow: now, jump: () => undefined },
  })
  const recorder = createRecorder({
    journey: recording.journey,
    target: recording.target,
    run: recording.run,
    users: customers.map(customer => ({ label: customer.label, userId: plan.userId(customer) })),
    salt: randomHex(32),
    startedAt: new Date(began),
    clock: () => at,
    judge: token => authenticate(token, tenant, new Date(now())),
  })
  const raws = await otherTokens(recording, async ({ label, session }, issuedAt) => {
    at = issuedAt
    const customer = needed(
      customers.find(other => other.label === label),
      `the shop has no ${label} user`,
      recording,
    )
    const visitor = { userId: plan.userId(customer), visitorData: customer.visitorData, session }
    const raw = await newToken(plan, visitor, shopKeys, now())
    await recorder.judged(raw)
    return raw
  })
  const rawOf = (ref: string): string => needed(raws.get(ref), `no page handed over ${ref}`, recording)

  const { observations } = recording
  const runs = new Map(observations.flatMap(seen => (seen.kind === 'tag-run' && seen.run ? [[seen.run, seen]] : [])))
  const handedOver = new Map(
    observations.flatMap(seen => (seen.kind === 'provider-answer' && seen.token ? [[keyOf(seen), seen.token]] : [])),
  )
  const stored = new Map<string, Stored>()
  const storedIn = (browser: string): Stored => {
    const known = stored.get(browser) ?? { vuid: randomHex(45) }
    stored.set(browser, known)
    return known
  }
  const answers = new Map<string, Answered>()
  const answerTo = (said: Said): Answered =>
    needed(answers.get(keyOf(said)), `iAdvize was not asked in ${said.load}, call ${said.call}`, recording)

  const exchanged = async (seen: ObservationOf<'exchange-answered'>): Promise<ObservationOf<'exchange-answered'>> => {
    const { browser, load, path } = needed(runs.get(seen.run ?? ''), 'an exchange is of no run of the tag', recording)
    const call = needed(seen.call, 'an exchange is of no call', recording)
    const { vuid, session } = storedIn(browser)
    const ref = handedOver.get(keyOf({ load, call }))
    const { status, body } = await mock.exchange({
      sid: tenant.sid,
      vuid,
      deviceId: browser,
      ...(seen.option === 'secured'
        ? { option: 'SECURED_AUTHENTICATION', token: rawOf(needed(ref, 'an exchange is of no token', recording)) }
        : { option: 'ANONYMOUS' }),
      ...(session !== undefined && { session }),
      page: path,
    })
    const accepted = status === 200
    if (accepted) {
      const answer = body as ExchangeAccepted
      stored.set(browser, { vuid: answer.vuid, ...(answer.session && { session: answer.session.token }) })
    }
    answers.set(keyOf({ load, call }), { accepted, status, reason: accepted ? null : (body as ExchangeRefused).reason })
    return { ...seen, accepted }
  }
  const handed = (seen: ObservationOf<'provider-answer'>): Observation => {
    if (seen.token === null) return seen
    const raw = rawOf(seen.token)
    const { answer, shape } = providerAnswer({ authenticationOption: { type: 'SECURED_AUTHENTICATION', token: raw } })
    return { ...seen, answer, shape, token: recorder.tokenRef(raw) }
  }
  const looked = (seen: ObservationOf<'sample'>): Observation => {
    const { vuid, session } = stored.get(seen.browser) ?? {}
    const known = session === undefined ? null : mock.sessionOf(session)
    const desk = vuid === undefined ? null : mock.deskOf(vuid)
    return {
      ...seen,
      jwts: known
        ? [
            {
              where: 'localStorage',
              own: true,
              key: visitorKey(tenant.sid),
              userId: recorder.hash(known.userId),
              state: known.state,
            },
          ]
        : [],
      desk: desk && {
        padlock: desk.padlock,
        reason: desk.reason,
        userId: desk.userId === null ? null : recorder.hash(desk.userId),
        extId: desk.extId !== null,
      },
    }
  }
  const left = (seen: ObservationOf<'logout'>): Observation => {
    const { vuid } = storedIn(seen.browser)
    stored.set(seen.browser, { vuid })
    mock.logout({ sid: tenant.sid, vuid })
    return seen
  }
  const told = async (seen: Observation): Promise<Observation> => {
    switch (seen.kind) {
      case 'exchange-answered':
        return exchanged(seen)
      case 'provider-answer':
        return handed(seen)
      case 'exchange':
        return { ...seen, status: answerTo(seen).status }
      case 'activate-result': {
        const { accepted, reason } = answerTo(seen)
        return { ...seen, status: accepted ? 'authentication-success' : 'authentication-failure', reason }
      }
      case 'logout':
        return left(seen)
      case 'sample':
        return looked(seen)
      case 'provider-found':
      case 'token-source':
        return { ...seen, token: recorder.tokenRef(rawOf(seen.token)) }
      default:
        return seen
    }
  }
  const retold: Observation[] = []
  for (const seen of observations) {
    ;({ at } = seen)
    retold.push(await told(seen))
  }
  const { tokens, users } = await recorder.recording(recording.browser)
  return {
    ...recording,
    target: { ...recording.target, name: defects.join(', ') || recording.target.name, defects: [...defects] },
    users,
    tokens,
    observations: retold,
  }
}

/** What is alike in two recordings that were made with other keys, at other times: hashes by the order in which they come. */
const outline = ({ users, tokens, observations }: Recording): string => {
  const hashes = new Map<string, string>()
  const text = JSON.stringify([
    users,
    tokens.map(({ ref, userId, verdict, findings, judged }) => ({ ref, userId, verdict, findings, judged })),
    observations,
  ])
  return text.replaceAll(/"[0-9a-f]{16}"/g, found => {
    const known = hashes.get(found) ?? `"#${hashes.size}"`
    hashes.set(found, known)
    return known
  })
}

/** What is retold can be trusted where the sound shop's own tokens give the sound recording back. Throws where they do not. */
export const expectFaithful = async (recording: Recording, keys: Keys): Promise<void> => {
  const [before, after] = [recording, await withTokensUnder([], recording, keys)].map(outline) as [string, string]
  if (before === after) return
  const index = [...before].findIndex((character, position) => character !== after[position])
  const passage = (text: string): string => text.slice(Math.max(0, index - 60), index + 60)
  throw new Error(
    `the journey ${recording.journey.id} of the sound shop is another one when it is told with other sound tokens: ${passage(before)} became ${passage(after)}`,
  )
}
