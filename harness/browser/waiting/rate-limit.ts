/** A site that lets so many in and no more: how long it says that one should wait, as a header or in words. */
import type { Page } from '@playwright/test'

/** Seconds, where the site does not say. */
const unknownSeconds = 60

/** EN, FR, DE, ES, IT, NL. */
const limitWords =
  /too many (?:\w+ )?(?:requests|attempts|sign-?ins|log-?ins|tries)|rate limit|slow down|trop de (?:\w+ )?(?:requ[êe]tes|tentatives|connexions)|zu viele (?:\w+ )?(?:anfragen|versuche|anmelde)|demasiad[oa]s (?:\w+ )?(?:solicitudes|intentos|peticiones)|troppi (?:\w+ )?(?:tentativi|accessi)|troppe richieste|te veel (?:\w+ )?(?:verzoeken|pogingen|aanmeld)/i

const units: [RegExp, number][] = [
  [/^(?:s|sec)/i, 1],
  [/^min/i, 60],
  [/^(?:h|st|or|u|heure)/i, 3_600],
]

/** Seconds: of a Retry-After header (RFC 9110 §10.2.3: seconds, or a date), otherwise the usual minute. */
export const retryAfterSeconds = (header: string | undefined, now: number = Date.now()): number => {
  if (header === undefined) return unknownSeconds
  if (/^\s*\d+\s*$/.test(header)) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? unknownSeconds : Math.max(0, Math.ceil((date - now) / 1000))
}

/** Seconds that a text asks for, where it tells of a limit; null: it tells of none. */
export const limitInWords = (text: string): number | null => {
  if (!limitWords.test(text)) return null
  const [, count = '', unit = ''] =
    /(\d+|\ba\b|\bone\b|\bune?\b|\beiner?\b|\buno?a?\b|\been\b)\s*(s(?:ec\w*)?\b|min\w*|h\w*|stund\w*|or[ae]\b|uur\w*)/i.exec(
      text,
    ) ?? []
  const factor = units.find(([words]) => words.test(unit))?.[1]
  return factor === undefined ? unknownSeconds : (Number(count) || 1) * factor
}

/** What the page in front of us says of a limit, in seconds; null: nothing. */
export const limitOnPage = async (page: Page): Promise<number | null> => {
  const said = await page
    .evaluate(() => `${document.title} ${document.body.innerText}`.replace(/\s+/g, ' ').slice(0, 1_000))
    .catch(() => '')
  return limitInWords(said)
}
