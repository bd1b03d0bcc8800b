/** exp, iat and nbf, judged at one moment. */
import type { TokenFinding, TokenSettings } from './decision.ts'
import type { JsonObject } from './json-members.ts'
import { wrongClaim, type Judgement } from './judgement.ts'
import {
  distance,
  duration,
  moment,
  nowPlus60,
  tooEarlyForAMoment,
  tooLateForSeconds,
  zoneCure,
  zoneOff,
} from './moment.ts'

export function judgeTimes(claims: JsonObject, at: Date, settings: TokenSettings): Judgement {
  const now = at.getTime() / 1000
  const expiry = judgeExpiry(claims.exp, now, settings)
  const findings = [...(expiry ? [expiry] : []), ...judgePast(claims, now, settings)]
  if (expiry) return { judged: ['token/expiry'], findings, unseen: 'the lifetime: exp is not a moment ahead' }
  const { exp, iat } = claims as { exp: number; iat: unknown }
  // An iat ahead has a finding of its own; the lifetime is counted from it all the same.
  const issued = typeof iat === 'number' && iat < tooLateForSeconds ? iat : now
  const lifetime = Math.round(exp - issued)
  // A site that counts in whole seconds may round up.
  if (exp > Math.ceil(issued) + settings.recommendedLifetime)
    findings.push(
      wrongClaim(
        'token/lifetime',
        'lives-too-long',
        `at most ${duration(settings.recommendedLifetime)} from issue to exp`,
        lifetime <= 120 ? duration(lifetime) : `${duration(lifetime)} (${lifetime} seconds)`,
        lifetimeCure(exp, now, lifetime, settings.recommendedLifetime),
        'SHOULD',
      ),
    )
  return { judged: ['token/expiry', 'token/lifetime'], findings }
}

function lifetimeCure(exp: number, now: number, lifetime: number, recommended: number): string {
  const set = `set exp to now + ${recommended} seconds: ${Math.floor(now)} + ${recommended} = ${Math.floor(now) + recommended}. Whoever steals the token can pose as the visitor until it expires`
  // Somebody who means a whole hour gets exactly one; a time zone comes on top of the lifetime that was meant.
  const zone = zoneOff(exp - now - recommended / 2, recommended / 2 + 90)
  if (zone === null) return set
  const exact = lifetime % 3600 === 0
  return exact
    ? `${set}. If the code says ${recommended} seconds already, the difference of ${zone} is a time zone: ${zoneCure(true)}`
    : `this is ${zone} too much almost to the minute, which is a time zone: ${zoneCure(true)}; and ${set}`
}

const expired = (code: string, received: string, cure: string): TokenFinding =>
  wrongClaim('token/expiry', code, 'exp: a number of seconds since 1970, in the future on arrival', received, cure)

function judgeExpiry(exp: unknown, now: number, settings: TokenSettings): TokenFinding | null {
  if (exp === undefined) return expired('exp-missing', 'no exp', `set exp to now + 60 seconds. ${nowPlus60}`)
  const { seconds, wrong } = moment('exp', exp, now)
  if (wrong) return expired(`exp-${wrong.code}`, wrong.received, wrong.cure)
  if (seconds === null || seconds > now - settings.skew) return null
  const ago = now - seconds
  // What was meant lies a short lifetime ahead.
  const zone = zoneOff(ago + settings.recommendedLifetime / 2, settings.recommendedLifetime / 2 + 90)
  return expired(
    'expired',
    `exp passed ${duration(Math.ceil(ago))} ago (exp ${seconds}, judged at ${Math.floor(now)})`,
    zone
      ? `this is ${zone} almost to the minute, which is a time zone (use UTC): ${zoneCure(false)}`
      : 'make a new token for each activation (exp = now + 60 seconds), keep none, and set the clock of the server by NTP',
  )
}

/** iat and nbf are not required; what is there must be true. */
function judgePast(claims: JsonObject, now: number, settings: TokenSettings): TokenFinding[] {
  return (['iat', 'nbf'] as const).flatMap(name => {
    const value = claims[name]
    if (value === undefined) return []
    const found = (code: string, received: string, cure: string): TokenFinding[] => [
      wrongClaim(
        'token/expiry',
        code,
        `${name}, where there is one: a number of seconds since 1970, not in the future`,
        received,
        cure,
      ),
    ]
    const { seconds, wrong } = moment(name, value, now)
    if (wrong && !(typeof value === 'number' && value < tooEarlyForAMoment))
      return found(`${name}-${wrong.code}`, wrong.received, `${name} is optional: drop it, or ${wrong.cure}`)
    // A site that counts in whole seconds may round up.
    if (seconds === null || seconds <= Math.ceil(now) + settings.skew) return []
    const off = distance(seconds - now)
    const zone = zoneOff(seconds - now)
    const cure = zone ? `this is ${zone}, which is a time zone: ${zoneCure(true)}` : null
    return name === 'iat'
      ? found('issued-in-the-future', `iat is ${off}`, cure ?? 'set the clock of the server by NTP, and use UTC')
      : found(
          'not-yet-valid',
          `nbf is ${off}`,
          cure ?? 'set nbf to the present time or drop it, and set the clock by NTP',
        )
  })
}
