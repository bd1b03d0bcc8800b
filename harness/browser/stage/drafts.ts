/** When a draft of the recording is worth writing: covering all that was seen costs more the longer a journey lasts. */

/** Of a journey's time, one part in so many may go into its drafts; more where somebody follows it. */
const parts = { kept: 50, followed: 8 } as const

/**
 * Writes at the first step, and from then on only when so many times what the last draft took has passed since. So all drafts together cost
 * a small part of the journey, however many steps it has, on a machine of any speed.
 */
export const createDrafts = (
  write: (step: string) => Promise<void>,
  clock: () => number,
  reader: keyof typeof parts = 'kept',
): ((step: string) => Promise<void>) => {
  let due = -Infinity
  return async step => {
    const began = clock()
    if (began < due) return
    await write(step)
    const ended = clock()
    due = ended + (ended - began) * parts[reader]
  }
}
