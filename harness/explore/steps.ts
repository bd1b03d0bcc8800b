/** The verbs of an exploration as data: as words for people, and as one word each for `--replay`. */
import { nearest } from '../../mock-iadvize/input/nearest.ts'
import { UsageError } from '../foundation/usage-error.ts'

/** `user`, `number`: from 1. `path`: one of the configured pages. */
export type Step =
  | { verb: 'sign-in'; user: number }
  | { verb: 'sign-out' }
  | { verb: 'open'; path: string }
  | { verb: 'follow'; path: string }
  | { verb: 'reload' }
  | { verb: 'back' }
  | { verb: 'forward' }
  | { verb: 'new-tab'; path: string }
  | { verb: 'tab'; number: number }
  | { verb: 'close-tab' }
  | { verb: 'browser'; number: number }
  | { verb: 'wait'; seconds: number }
  | { verb: 'expire' }
  | { verb: 'fault'; name: (typeof iAdvizeFaults | typeof providerFaults)[number] }
  | { verb: 'fault-off' }

export type Verb = Step['verb']

/** What there is to do on one site. */
export type Scope = {
  /** labels, in the order of the configuration */
  users: readonly string[]
  guestPages: readonly string[]
  signedInPages: readonly string[]
}

/** Faults that a page may meet on any day. Those that hold an answer back are lifted before the journey goes on to anything else. */
export const iAdvizeFaults = ['api-server-error', 'api-unreachable', 'tag-unreachable'] as const
export const providerFaults = ['provider-server-error', 'provider-garbage'] as const

/** A visitor looks away for a moment; then for longer than a token holds. */
const waits = [5, 60] as const

/** Every step that could ever make sense on a site, each with how often it is thought of. */
export const stepsOf = ({ users, guestPages, signedInPages }: Scope): { weight: number; step: Step }[] => {
  const share = (weight: number, steps: readonly Step[]): { weight: number; step: Step }[] =>
    // fast-check takes whole numbers.
    steps.map(step => ({ weight: Math.max(1, Math.round((weight * 12) / steps.length)), step }))
  const pages = [...new Set([...guestPages.slice(0, 2), ...signedInPages.slice(0, 3)])]
  return [
    ...share(
      6,
      users.slice(0, 3).map((_, index) => ({ verb: 'sign-in', user: index + 1 })),
    ),
    ...share(6, [{ verb: 'sign-out' }]),
    ...share(
      4,
      pages.map(path => ({ verb: 'open', path })),
    ),
    ...share(
      2,
      pages.map(path => ({ verb: 'follow', path })),
    ),
    ...share(3, [{ verb: 'reload' }]),
    ...share(3, [{ verb: 'back' }]),
    ...share(2, [{ verb: 'forward' }]),
    ...share(
      3,
      pages.map(path => ({ verb: 'new-tab', path })),
    ),
    ...share(
      4,
      [1, 2, 3].map(number => ({ verb: 'tab', number })),
    ),
    ...share(2, [{ verb: 'close-tab' }]),
    ...share(
      2,
      [1, 2].map(number => ({ verb: 'browser', number })),
    ),
    ...share(
      1,
      waits.map(seconds => ({ verb: 'wait', seconds })),
    ),
    ...share(3, [{ verb: 'expire' }]),
    ...share(
      1,
      [...iAdvizeFaults, ...providerFaults].map(name => ({ verb: 'fault', name })),
    ),
    ...share(4, [{ verb: 'fault-off' }]),
  ]
}

const argumentOf = (step: Step): string | null => {
  switch (step.verb) {
    case 'sign-in':
      return String(step.user)
    case 'open':
    case 'follow':
    case 'new-tab':
      // A path may hold what parts steps and words.
      return step.path.replaceAll(
        /[,%\s'"$`\\&;|<>()!*?#=~]/g,
        char => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
      )
    case 'tab':
    case 'browser':
      return String(step.number)
    case 'wait':
      return String(step.seconds)
    case 'fault':
      return step.name
    default:
      return null
  }
}

/** `sign-in=1` */
export const wordOf = (step: Step): string => {
  const argument = argumentOf(step)
  return argument === null ? step.verb : `${step.verb}=${argument}`
}

/** `sign-in=1,open=/account,sign-out` */
export const replayOf = (steps: readonly Step[]): string => steps.map(wordOf).join(',')

/** Reads what {@link replayOf} writes. Throws a UsageError that names every word which is no step. */
export const readReplay = (replay: string, scope: Scope): Step[] => {
  const known = new Map(stepsOf(scope).map(({ step }) => [wordOf(step), step]))
  const pages = [...scope.guestPages, ...scope.signedInPages]
  for (const verb of ['open', 'follow', 'new-tab'] as const)
    for (const path of pages) known.set(wordOf({ verb, path }), { verb, path })
  const words = replay
    .split(',')
    .map(word => word.trim())
    .filter(Boolean)
  const problems = words
    .filter(word => !known.has(word))
    .map(word => {
      const near = nearest(word, [...known.keys()])
      return `--replay: «${word}» is no step of this site${near ? `; did you mean «${near}»?` : ''} (a step is one of ${[...new Set([...known.keys()].map(other => other.replace(/=.*/, '=…')))].join(', ')})`
    })
  if (words.length === 0) problems.push('--replay: expected steps, as sign-in=1,open=/account,sign-out')
  if (problems.length > 0) throw new UsageError(...problems)
  return words.flatMap(word => known.get(word) ?? [])
}

/** What a person does, in words. */
export const inWords = (step: Step, { users }: Pick<Scope, 'users'>): string => {
  switch (step.verb) {
    case 'sign-in':
      return `sign in as the ${users[step.user - 1] ?? `user ${step.user}`} user`
    case 'sign-out':
      return 'sign out'
    case 'open':
      return `open ${step.path}`
    case 'follow':
      return `follow the link to ${step.path}`
    case 'reload':
      return 'reload the page'
    case 'back':
      return 'go back'
    case 'forward':
      return 'go forward'
    case 'new-tab':
      return `open ${step.path} in a new tab`
    case 'tab':
      return `switch to tab ${step.number}`
    case 'close-tab':
      return 'close the tab'
    case 'browser':
      return step.number === 1 ? 'go back to the first browser' : 'turn to a second browser'
    case 'wait':
      return `let ${step.seconds} seconds pass`
    case 'expire':
      return "let iAdvize's session expire"
    case 'fault':
      return `from now on ${faultWords[step.name] ?? step.name}`
    case 'fault-off':
      return 'the fault is over'
  }
}

const faultWords: Readonly<Record<string, string>> = {
  'api-server-error': 'iAdvize answers with a server error',
  'api-unreachable': 'iAdvize cannot be reached',
  'tag-unreachable': 'the tag cannot be loaded',
  'provider-server-error': 'the token provider answers with a server error',
  'provider-garbage': 'the token provider answers with garbage',
}
