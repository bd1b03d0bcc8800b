/** Exit codes of the command, everywhere. */
export const exitCodes = {
  conforms: 0,
  violated: 1,
  usage: 2,
  unreachable: 3,
  incomplete: 4,
  fault: 5,
  cancelled: 130,
} as const

/** The worst first, as one run of one site ranks them: a code that a job may tolerate, as 3, never stands in for a violated MUST. */
const fromWorst: readonly number[] = [
  exitCodes.cancelled,
  exitCodes.fault,
  exitCodes.violated,
  exitCodes.usage,
  exitCodes.unreachable,
  exitCodes.incomplete,
  exitCodes.conforms,
]

export const worstOf = (codes: readonly number[]): number =>
  fromWorst.find(code => codes.includes(code)) ?? exitCodes.fault
