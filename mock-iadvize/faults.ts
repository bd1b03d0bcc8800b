/** The faults of iAdvize that a mock can have: one catalogue of their names and of what is true of each. platform/faults.ts brings them about. */
import { exchangePath, logoutPath, tagPath } from './contract.ts'

export type FaultFacts = {
  summary: string
  /** what it is called in pictures: at most 16 characters, which fit into one column */
  label: string
  /** only the first request is hit */
  once?: true
  /** paths whose requests stay open while the fault is in force */
  holds?: readonly string[]
  /** what does not come to the page, or not in time */
  takes?: 'tag' | 'token'
  /** nothing fails by it: something only comes later than something else */
  onlyLater?: true
}

export const mockFaults = {
  'exchange-server-error': {
    summary: 'iAdvize answers every exchange of a token with a server error (503)',
    label: 'exchange: 503',
  },
  'exchange-server-error-once': {
    summary: 'iAdvize answers the first exchange with a server error (503); the tag’s own retry gets through',
    label: 'one exchange 503',
    once: true,
  },
  'exchange-refused': {
    summary: 'iAdvize refuses every exchange with its one opaque reason (401)',
    label: 'exchange refused',
  },
  'exchange-garbled': {
    summary: 'something in between answers the exchange with an HTML page (200)',
    label: 'exchange garbled',
  },
  'exchange-slow': {
    summary: 'iAdvize takes three seconds to answer an exchange',
    label: 'exchange slow',
  },
  'exchange-never-answers': {
    summary: 'iAdvize takes the exchange and never answers',
    label: 'exchange silent',
    holds: [exchangePath],
  },
  'exchange-unreachable': {
    summary: 'the connection breaks at every exchange',
    label: 'exchange cut off',
  },
  'tag-unreachable': {
    summary: 'the tag cannot be loaded: the connection breaks',
    label: 'tag cut off',
    takes: 'tag',
  },
  'tag-server-error': {
    summary: 'the tag’s host answers with a server error (503)',
    label: 'tag: 503',
    takes: 'tag',
  },
  'tag-slow': {
    summary: 'the tag takes three seconds to load',
    label: 'tag slow',
    takes: 'tag',
  },
  'tag-held': {
    summary: 'the tag does not arrive before this fault is lifted',
    label: 'tag late',
    holds: [tagPath],
    onlyLater: true,
  },
  'tag-garbled': {
    summary: 'something in between answers with an HTML page instead of the tag (200)',
    label: 'tag garbled',
    takes: 'tag',
  },
  'logout-server-error': {
    summary: 'iAdvize answers logout with a server error (503)',
    label: 'logout: 503',
  },
  'logout-slow': {
    summary: 'iAdvize takes three seconds to answer logout',
    label: 'logout slow',
  },
  'logout-held': {
    summary: 'iAdvize answers no logout before this fault is lifted',
    label: 'logout held',
    holds: [logoutPath],
  },
  'logout-unreachable': {
    summary: 'the connection breaks at logout',
    label: 'logout cut off',
  },
  'api-server-error': {
    summary: 'iAdvize answers exchanges and logouts alike with a server error (503)',
    label: 'iAdvize: 503',
  },
  'api-held': {
    summary: 'iAdvize answers no exchange and no logout before this fault is lifted',
    label: 'iAdvize silent',
    holds: [exchangePath, logoutPath],
  },
  'api-unreachable': {
    summary: 'the connection breaks at every exchange and every logout',
    label: 'iAdvize cut off',
  },
} as const satisfies Record<string, FaultFacts>
export type FaultName = keyof typeof mockFaults

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(mockFaults, name)

/** Paths whose requests stay open while the fault of this name is in force. */
export const heldPaths = (name: FaultName | null): readonly string[] => {
  const facts: FaultFacts | null = name === null ? null : mockFaults[name]
  return facts?.holds ?? []
}
