/** What the runner tells the command of its journeys, over the channel between their processes. */

/** Of a journey that did not pass: why, should it have left no recording. */
export type Lost = { journey: string; title: string; because: string }

/** `state`: `cut-off`, by whoever cancelled the run. `durationMs`: of the journey */
export type RunnerMessage =
  | { kind: 'planned'; journeys: { id: string; title: string }[] }
  | { kind: 'began'; journey: string }
  | { kind: 'ended'; journey: string; state: 'done' | 'stopped' | 'cut-off'; durationMs: number }
  | ({ kind: 'lost' } & Lost)
