/** A moment in a claim (NumericDate, RFC 7519 §2), and what it is where it is not a number of seconds since 1970. */
import { counted, harmless, shape } from './shown.ts'

/** What a value of exp, iat or nbf is. `seconds`: the moment that was meant; null: nobody can tell. */
export type Moment = {
  seconds: number | null
  /** absent: it is a number of seconds since 1970 */
  wrong?: { code: string; received: string; cure: string }
}

/** How to write `exp`, by stack. */
export const nowPlus60 =
  'Node: Math.floor(Date.now() / 1000) + 60; Python: int(time.time()) + 60; PHP: time() + 60; Java: Instant.now().plusSeconds(60).getEpochSecond(); .NET: DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeSeconds()'

type Unit = {
  code: string
  name: string
  toSeconds: (value: number) => number
  words: (value: string) => string
  cure: string
}

const divided = (code: string, name: string, by: number, cure: string): Unit => ({
  code,
  name,
  toSeconds: value => value / by,
  words: value => `${value} / ${by}`,
  cure,
})

/** Seconds from the beginning of another count to 1970, and its ticks in a second. */
const since = (code: string, name: string, perSecond: number, before: number, cure: string): Unit => ({
  code,
  name,
  toSeconds: value => value / perSecond - before,
  words: value => (perSecond === 1 ? `${value} + ${-before}` : `${value} / ${perSecond} − ${before}`),
  cure,
})

const units: readonly Unit[] = [
  divided(
    'milliseconds',
    'milliseconds',
    1e3,
    'divide by 1000: Node Math.floor(Date.now() / 1000) + 60; Java getEpochSecond(), not toEpochMilli(); .NET ToUnixTimeSeconds()',
  ),
  divided(
    'microseconds',
    'microseconds',
    1e6,
    'divide by 1 000 000: Go time.Now().Unix(), not UnixMicro(); Elixir System.os_time(:second); Python int(time.time())',
  ),
  divided(
    'nanoseconds',
    'nanoseconds',
    1e9,
    'divide by 1 000 000 000: Go time.Now().Unix(), not UnixNano(); Python int(time.time()), not time.time_ns()',
  ),
  since(
    'dotnet-ticks',
    'ticks of .NET (100 ns since the year 1)',
    1e7,
    62_135_596_800,
    'use DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeSeconds(), not Ticks',
  ),
  since(
    'windows-file-time',
    'a file time of Windows (100 ns since 1601)',
    1e7,
    11_644_473_600,
    'use DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeSeconds(), not ToFileTime()',
  ),
  since(
    'apple-seconds',
    "seconds since 2001 (Apple's reference date)",
    1,
    -978_307_200,
    'use timeIntervalSince1970, not timeIntervalSinceReferenceDate',
  ),
  {
    code: 'thousands-of-seconds',
    name: 'thousands of seconds, as a division by 1000 too many leaves them',
    toSeconds: value => value * 1000,
    words: value => `${value} × 1000`,
    cure: 'divide milliseconds by 1000 once, and seconds not at all',
  },
  {
    code: 'minutes',
    name: 'minutes since 1970',
    toSeconds: value => value * 60,
    words: value => `${value} × 60`,
    cure: 'count seconds, not minutes',
  },
]

/** Whether a moment is likely: great numbers from 2001 to 2200; small ones near the present, for they are rather durations. */
const isLikely = (seconds: number, value: number, now: number): boolean =>
  value >= tooLateForSeconds ? seconds >= 1e9 && seconds < 7.26e9 : Math.abs(seconds - now) < 63_072_000

/** Later than the year 5138 in seconds. */
export const tooLateForSeconds = 1e11
/** Earlier than 2001: no moment that a token made today could name. */
export const tooEarlyForAMoment = 1e9

/** `name`: exp, iat or nbf. `now`: seconds since 1970. */
export function moment(name: string, value: unknown, now: number): Moment {
  if (typeof value === 'number') return ofNumber(name, value, now)
  if (typeof value === 'string') return ofText(name, value, now)
  if (value === null)
    return wrong(
      'null',
      `${name} is null`,
      `set ${name} to a number: JSON writes null where a calculation gave NaN (undefined + 60, a date that is not valid) or a variable was empty. ${nowPlus60}`,
    )
  if (Array.isArray(value)) return ofList(name, value)
  if (typeof value === 'object') return ofObject(name, value)
  return wrong('not-a-number', `${name} is ${shape(value)}`, `write ${name} as a JSON number. ${nowPlus60}`)
}

const wrong = (code: string, received: string, cure: string, seconds: number | null = null): Moment => ({
  seconds,
  wrong: { code, received, cure },
})

function ofNumber(name: string, value: number, now: number): Moment {
  if (value >= tooEarlyForAMoment && value < tooLateForSeconds) return { seconds: value }
  const unit = units.find(each => isLikely(each.toSeconds(value), value, now))
  if (unit) {
    const seconds = Math.floor(unit.toSeconds(value))
    return wrong(
      `in-${unit.code}`,
      `${name} is ${value}, which is ${unit.name}: ${unit.words(String(value))} = ${seconds}, ${distance(seconds - now)}`,
      `write seconds since 1970: ${unit.cure}`,
      seconds,
    )
  }
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?(\d\d)?$/.exec(String(value))
  if (digits && Number(digits[1]) > 2000 && Number(digits[1]) < 2100)
    return wrong(
      'is-a-date',
      `${name} is ${value}, the digits of a date`,
      `write seconds since 1970, not the digits of a date. ${nowPlus60}`,
    )
  if (value >= tooLateForSeconds)
    return wrong(
      'too-late',
      `${name} is ${value}, which no usual unit brings near the present: as seconds it lies thousands of years ahead`,
      `write seconds since 1970. ${nowPlus60}`,
    )
  if (value <= 0)
    return wrong(
      'too-early',
      `${name} is ${value}, which is ${value === 0 ? '1970 itself' : 'before 1970'}`,
      `look whether the calculation began with an empty or default date. ${nowPlus60}`,
    )
  const sum = Math.floor(now) + Math.round(value)
  return wrong(
    'is-a-duration',
    `${name} is ${value}, which is no moment of our time but a duration${value > 31_536_000 ? ', perhaps' : ''}`,
    `add it to the present time in seconds: ${Math.floor(now)} + ${Math.round(value)} = ${sum}. ${nowPlus60}`,
  )
}

function ofText(name: string, value: string, now: number): Moment {
  const text = value.trim()
  if (/^[+-]?\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)) {
    const { seconds, wrong: inner } = ofNumber(name, Number(text), now)
    return inner
      ? wrong(
          inner.code,
          `${inner.received}; it is in quotation marks, too`,
          `${inner.cure}; and write it as a JSON number, without quotation marks`,
          seconds,
        )
      : wrong(
          'not-a-number',
          `${name} is ${shape(value)}: a number in quotation marks`,
          `write ${name} as a JSON number without quotation marks: ${text}`,
          seconds,
        )
  }
  const shownText = `«${harmless(text)}»`
  // .NET's old serializer, and how JavaScript prints a BigInt.
  const [, inner] = /^(?:\\?\/Date\((-?\d+)(?:[+-]\d{4})?\)\\?\/|\d+n)$/.exec(text) ?? []
  if (inner !== undefined || /^\d+n$/.test(text)) {
    const plain = ofNumber(name, Number(inner ?? text.slice(0, -1)), now)
    return wrong(
      plain.wrong?.code ?? 'not-a-number',
      `${name} is the text ${shownText}${inner === undefined ? ', a BigInt as JavaScript prints it' : ", a date of .NET's old JSON serializer"}${plain.wrong ? `: ${plain.wrong.received}` : ''}`,
      `write seconds since 1970 as a JSON number. ${nowPlus60}`,
      plain.seconds,
    )
  }
  if (/^P(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$/i.test(text) && text.length > 2)
    return wrong(
      'is-a-duration',
      `${name} is the text ${shownText}: a duration (ISO 8601), not a moment`,
      `write a moment in seconds since 1970: add the duration to the present time. ${nowPlus60}`,
    )
  if (/^[+-]?\s*\d+(?:\.\d+)?\s*(?:ms|s|m|h|d|w|y|sec|min|hour|day|week|year)\w*$/i.test(text))
    return wrong(
      'is-a-duration',
      `${name} is the text ${shownText}: a duration, not a moment`,
      `write a moment in seconds since 1970 (jsonwebtoken: the option expiresIn takes such a text, the claim ${name} does not; jose: setExpirationTime('60s')). ${nowPlus60}`,
    )
  const dateLike = /^\d{4}-\d\d?-\d\d?/.test(text) || /\d{1,2}:\d\d/.test(text) || /^\w{3},? \w{3}/.test(text)
  const date = dateLike ? Date.parse(text) : Number.NaN
  if (dateLike) {
    const zone = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\)?$/i.test(text)
    const seconds = Number.isNaN(date) || !zone ? null : Math.floor(date / 1000)
    return wrong(
      'is-a-date',
      `${name} is the text ${shownText}: a date${seconds === null ? '' : `, which is ${seconds} in seconds since 1970, ${distance(seconds - now)}`}${zone ? '' : ' without a time zone'}`,
      `write seconds since 1970 as a number. ${nowPlus60}`,
      seconds,
    )
  }
  if (/^(?:NaN|undefined|null|None|Invalid Date|-?Infinity)?$/.test(text))
    return wrong(
      'is-a-placeholder',
      `${name} is the text ${shownText}, which a program writes where a value is missing`,
      `look at the calculation of ${name}. ${nowPlus60}`,
    )
  return wrong('not-a-number', `${name} is ${shape(value)}`, `write ${name} as a JSON number. ${nowPlus60}`)
}

/** Jackson writes Java's dates as lists of numbers. */
function ofList(name: string, value: readonly unknown[]): Moment {
  const [year, ...others] = value
  const isDate = typeof year === 'number' && year > 2000 && year < 2200 && others.length >= 2 && others.length <= 6
  return isDate
    ? wrong(
        'is-a-date',
        `${name} is a list of ${value.length} numbers that begins with a year: a date of Java as Jackson writes it`,
        `write seconds since 1970: Instant.now().plusSeconds(60).getEpochSecond(), and hand the number to Jackson. ${nowPlus60}`,
      )
    : wrong('not-a-number', `${name} is ${shape(value)}`, `write ${name} as a JSON number. ${nowPlus60}`)
}

/** What libraries make of their dates. */
function ofObject(name: string, value: object): Moment {
  const names = Object.keys(value)
  const made = names.some(each => /^timezone|^date$/.test(each))
    ? 'a DateTime of PHP: use getTimestamp()'
    : names.some(each => each.startsWith('$'))
      ? 'extended JSON of MongoDB: use a plain number'
      : names.some(each => /^_?(?:seconds|nanos)/i.test(each))
        ? 'a timestamp of Firestore or Protocol Buffers: take its seconds'
        : names.length === 0
          ? 'an empty object, as JSON makes it of a date object without a form of its own'
          : ''
  return wrong(
    'not-a-number',
    `${name} is an object${made === '' ? '' : ` (${made.split(':')[0]})`}`,
    `write ${name} as a number of seconds since 1970${made.includes(':') ? ` (${made.split(':')[1]?.trim()})` : ''}. ${nowPlus60}`,
  )
}

/** `60 seconds ahead`, `5 hours ago` */
export const distance = (seconds: number): string =>
  seconds >= 0 ? `${duration(Math.round(seconds))} ahead` : `${duration(Math.ceil(-seconds))} ago`

/** Seconds, in the unit that a person would use. */
export function duration(seconds: number): string {
  if (seconds <= 120) return counted(seconds, 'second')
  if (seconds <= 7200) return counted(Math.round(seconds / 60), 'minute')
  return seconds <= 172_800 ? counted(Math.round(seconds / 3600), 'hour') : counted(Math.round(seconds / 86_400), 'day')
}

// ── Time zones ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Offsets from UTC that are no whole hours, in hours. */
const oddOffsets = [3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75]

/** The time zone by whose offset a moment is off, in words; null: by none. `off`: seconds from the moment that was meant. */
export function zoneOff(off: number, tolerance = 120): string | null {
  const size = Math.abs(off) / 3600
  const hours = [Math.round(size), ...oddOffsets].find(each => Math.abs(size - each) * 3600 < tolerance)
  if (hours === undefined || hours === 0 || hours > 14) return null
  const whole = Math.floor(hours)
  const minutes = Math.round((hours - whole) * 60)
  return minutes === 0 ? counted(whole, 'hour') : `${counted(whole, 'hour')} ${minutes} minutes`
}

/** In the words of the stacks in which it happens. */
export const zoneCure = (ahead: boolean): string =>
  ahead
    ? `a local time was read as UTC: keep the time zone with the time (Python: datetime.now(timezone.utc), and not calendar.timegm() or replace(tzinfo=utc) of datetime.now(); Java: Instant.now(), not LocalDateTime with ZoneOffset.UTC; .NET: DateTimeOffset.UtcNow, not DateTime.Now as UTC; PHP: time())`
    : `a time in UTC was read as local time, or the other way round: keep the time zone with the time (Python: datetime.now(timezone.utc).timestamp(), not datetime.utcnow().timestamp(); Java: Instant.now(); .NET: DateTimeOffset.UtcNow; PHP: time(); SQL: UNIX_TIMESTAMP() without a conversion)`
