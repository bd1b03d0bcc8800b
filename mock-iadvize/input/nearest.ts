/** Edit distance with single-character insertions, deletions and substitutions (Levenshtein). */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)),
      )
    row = next
  }
  return row[other.length] ?? 0
}

/** The candidate that was probably meant; undefined: none comes near. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  const best = candidates
    .map(candidate => ({
      candidate,
      far: candidate.startsWith(word) && word.length > 2 ? 0 : distance(word, candidate),
    }))
    .sort((a, b) => a.far - b.far)[0]
  return best && best.far <= Math.max(2, word.length / 3) ? best.candidate : undefined
}
