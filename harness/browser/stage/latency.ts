/** How long iAdvize's answers are on their way: as over a real network, and the same in every run of a journey. */

/** Milliseconds, one way and back: a server of the same country, and a phone in a train. */
const leastMs = 40
const mostMs = 320

/** FNV-1a, 32 bits. */
const seedOf = (text: string): number =>
  [...text].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5)

/** Milliseconds of one answer after the other: many are quick, few are slow. By a linear congruential generator. */
export const latencyOf = (journey: string): (() => number) => {
  let state = seedOf(journey)
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.round(leastMs + (mostMs - leastMs) * (state / 2 ** 32) ** 3)
  }
}
