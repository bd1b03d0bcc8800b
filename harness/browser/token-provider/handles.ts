/** What a site may know somebody by: every handle of one user beside that of another. Pure. */
import type { User } from '../../config/target.ts'

export type HandlePair = {
  /** without values: `userId`, `part of the userId`, `login name` */
  what: string
  own: string
  other: string
}

/** `4` of `wiki:4`, `ada` of `ada@example.com`: parts that differ, where both are built alike. */
const partPairs = (what: string, own: string, other: string): HandlePair[] => {
  const [these, those] = [own, other].map(text => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)) as [string[], string[]]
  if (these.length < 2 || these.length !== those.length) return []
  return these.flatMap((part, index) => {
    const counterpart = those[index] ?? ''
    return part === counterpart ? [] : [{ what: `part of the ${what}`, own: part, other: counterpart }]
  })
}

const localPart = (what: string, own: string, other: string): HandlePair[] => {
  const [mine, theirs] = [own.split('@'), other.split('@')]
  return mine.length === 2 && theirs.length === 2 && mine[0] !== theirs[0]
    ? [{ what: `${what} before the @`, own: mine[0] ?? '', other: theirs[0] ?? '' }]
    : []
}

/** The whole ones first. */
export const handlePairs = (own: User, other: User): HandlePair[] => {
  const names: HandlePair[] = [
    ...(own.userId !== undefined && other.userId !== undefined
      ? [{ what: 'userId', own: own.userId, other: other.userId }]
      : []),
    { what: 'login name', own: own.username, other: other.username },
  ]
  const all = [
    ...names,
    ...names.flatMap(({ what, own: mine, other: theirs }) => [
      ...localPart(what, mine, theirs),
      ...partPairs(what, mine, theirs),
    ]),
  ].filter(pair => pair.own !== '' && pair.other !== '' && pair.own !== pair.other)
  return all.filter((pair, index) => all.findIndex(({ other: same }) => same === pair.other) === index)
}

/** Characters: a shorter one stands in a text by chance, and counts only as the whole of a value. */
const leastInText = 4

/** The text with the other user's handles in place of one's own; null: none of them is in it. */
export const swapped = (text: string, pairs: readonly HandlePair[]): string | null => {
  const whole = pairs.find(({ own }) => own === text)
  if (whole) return whole.other
  const changed = pairs
    .filter(({ own }) => own.length >= leastInText)
    .reduce((so, { own, other }) => so.replaceAll(own, other), text)
  return changed === text ? null : changed
}
