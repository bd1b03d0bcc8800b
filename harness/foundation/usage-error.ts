/** The caller's mistakes, all at once; each says what was given, what was expected, and the cure. Ends in exit code 2. */
export class UsageError extends Error {
  readonly problems: readonly string[]
  constructor(...problems: string[]) {
    super(problems.join('\n'))
    this.name = 'UsageError'
    this.problems = problems
  }
}
