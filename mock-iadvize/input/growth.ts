/** How the time of a piece of work grows with its input, for tests: no absolute time, and none that a busy machine could spoil. */

/** Milliseconds: less says nothing. */
const leastTime = 3
const maxRounds = 12

const timeOf = (work: () => unknown): number => {
  const began = performance.now()
  work()
  return performance.now() - began
}

/**
 * How many times as long twice the input takes: about 2 where it is linear, 4 where it is quadratic. Whatever else the machine does
 * only adds to a time, so of each size the shortest counts, and there are further rounds as long as they may make it better.
 */
export function growth<Input>(
  input: (size: number) => Input,
  size: number,
  work: (input: Input) => unknown,
  enough = 2.5,
): number {
  const [single, twice] = [input(size), input(2 * size)]
  let [shortest, longest] = [Infinity, Infinity]
  for (let round = 0; round < maxRounds; round++) {
    shortest = Math.min(
      shortest,
      timeOf(() => work(single)),
    )
    longest = Math.min(
      longest,
      timeOf(() => work(twice)),
    )
    if (round > 1 && longest < enough * Math.max(shortest, leastTime)) break
  }
  return longest / Math.max(shortest, leastTime)
}
