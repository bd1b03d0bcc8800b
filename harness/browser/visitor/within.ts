/** The page's answer to a question of ours, if it answers at all. */

/** Milliseconds; a page whose main thread is blocked for longer does not answer at all. */
const patience = 5_000
export const unanswered = Symbol('unanswered')

export const within = async <T>(answer: Promise<T>): Promise<T | typeof unanswered> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof unanswered>(resolve => {
    timer = setTimeout(() => resolve(unanswered), patience)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
