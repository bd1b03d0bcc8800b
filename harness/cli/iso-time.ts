/** A date alone would mean midnight somewhere, and a time without zone means another moment on each machine. */
export function isoTime(text: string): Date | null {
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text) ? new Date(text) : null
  return date && !Number.isNaN(date.getTime()) ? date : null
}
