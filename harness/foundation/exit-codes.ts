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
