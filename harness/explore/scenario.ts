/** A journey as a scenario file, to be pasted into `scenarios/`: the same verbs, in the form of those that are there. */
import type { Step } from './steps.ts'

type Scenario = {
  id: string
  title: string
  /** a sentence on where it comes from */
  origin: string
  steps: readonly Step[]
}

const literal = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', ' ')}'`

const names = ['first', 'second', 'third']
const userOf = (user: number): string => names[user - 1] ?? `user${user}`

const line = (step: Step, who: string, isFaulty: boolean): string[] => {
  switch (step.verb) {
    case 'sign-in':
      return [`await ${who}.${isFaulty ? 'attemptSignIn' : 'signIn'}(${userOf(step.user)})`]
    case 'sign-out':
      return [`await ${who}.${isFaulty ? 'attemptSignOut' : 'signOut'}()`]
    case 'open':
      return [`await ${who}.open(${literal(step.path)})`]
    case 'follow':
      return [`await ${who}.follow(${literal(step.path)})`]
    case 'reload':
      return [`await ${who}.reload()`]
    case 'back':
      return [`await ${who}.goBack()`]
    case 'forward':
      return [`await ${who}.goForward()`]
    case 'new-tab':
      return [`await ${who}.openInNewTab(${literal(step.path)})`]
    case 'tab':
      return [`await ${who}.switchToTab(${step.number})`, `await ${who}.waitUntilIdle()`]
    case 'close-tab':
      return [`await ${who}.closeTab()`, `await ${who}.waitUntilIdle()`]
    case 'wait':
      return [`await ${who}.letTimePass(${step.seconds})`]
    case 'expire':
      return [`await ${who}.letSessionExpire()`]
    case 'browser':
    case 'fault':
    case 'fault-off':
      return []
  }
}

const bodyOf = (steps: readonly Step[]): string[] => {
  const lines: string[] = []
  let depth = 1
  let browser = 1
  let isFaulty = false
  let hasSecond = false
  const put = (...code: string[]): void => {
    for (const each of code) lines.push(`${'  '.repeat(depth)}${each}`)
  }
  const isSecondNeeded = steps.some(step => step.verb === 'browser')
  // Within a fault another browser could not be opened any more: it stands at the beginning of what needs it.
  for (const step of steps) {
    if (step.verb === 'browser') {
      browser = step.number
      if (browser === 2 && !hasSecond) put('const elsewhere = await visitorInAnotherBrowser()')
      hasSecond ||= browser === 2
    }
    if (step.verb === 'fault') {
      put(`await whileFaulty(${literal(step.name)}, async () => {`)
      depth += 1
      isFaulty = true
    }
    if (step.verb === 'fault-off') {
      depth -= 1
      put('})')
      isFaulty = false
    }
    put(...line(step, browser === 1 || !isSecondNeeded ? 'visitor' : 'elsewhere', isFaulty))
  }
  if (isFaulty) {
    depth -= 1
    put('})')
  }
  return lines
}

/** The text of `scenarios/<id>.spec.ts`. */
export const scenarioOf = ({ id, title, origin, steps }: Scenario): string => {
  const users = Math.max(0, ...steps.map(step => (step.verb === 'sign-in' ? step.user : 0)))
  const movesTime = steps.some(({ verb }) => verb === 'wait' || verb === 'expire')
  const stage = [
    'visitor',
    ...(users > 0 ? ['target'] : []),
    ...(steps.some(({ verb }) => verb === 'browser') ? ['visitorInAnotherBrowser'] : []),
    ...(steps.some(({ verb }) => verb === 'fault') ? ['whileFaulty'] : []),
  ]
  const options = [`id: ${literal(id)}`, `users: ${users}`, ...(movesTime ? ['movesTime: true'] : [])]
  const taken = Array.from({ length: users }, (_, index) => userOf(index + 1)).map((name, index) =>
    steps.some(step => step.verb === 'sign-in' && step.user === index + 1) ? name : '',
  )
  return [
    "import { journey } from '../harness/browser/stage/journey.ts'",
    '',
    `/** ${origin.replaceAll('*/', '* /')} */`,
    `journey(${literal(title)}, { ${options.join(', ')} }, async ({ ${stage.join(', ')} }) => {`,
    ...(users > 0 ? [`  const [${taken.join(', ')}] = target.users`] : []),
    ...bodyOf(steps),
    '})',
    '',
  ].join('\n')
}
