/** Fewer journeys were recorded than are missing: somebody wanted these, and did not lose the others. */
export const isSmallPart = (recorded: readonly unknown[], missing: readonly unknown[]): boolean =>
  missing.length > recorded.length

/** Which journeys a part of a run lacks, by the fewer names: of those that were recorded, or of those that were not. */
export const gapWords = (recorded: readonly string[], missing: readonly string[]): string => {
  const all = recorded.length + missing.length
  return isSmallPart(recorded, missing)
    ? `${recorded.length} of ${all} journeys ${recorded.length === 1 ? 'was' : 'were'} played: ${listed(recorded)}`
    : `${missing.length} of ${all} journeys ${missing.length === 1 ? 'is' : 'are'} missing: ${listed(missing)}`
}

export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
