/** A requirement: metadata beside a pure function from a recording to findings. One file each, named by its id. */
import type { Basis, SourcePage } from '../../mock-iadvize/contract.ts'
import type { Recording } from '../recording/recording.ts'
import type { Where } from '../recording/observed.ts'

export type Level = 'MUST' | 'SHOULD'

/** One proof, for or against. No stimulus, no finding. */
export type Finding =
  | { outcome: 'met'; where: Where; seen: string }
  | {
      outcome: 'violated'
      where: Where
      /** lower than the requirement's own where only the SHOULD part of it is broken (token/issuer) */
      level?: Level
      /** stable, kebab-case name of this way of being wrong */
      code: string
      expected: string
      received: string
      /** the cure with this finding's values; otherwise the requirement's `remedy` is used */
      cure?: string
      /** requirements that this very finding follows from, by what the recording shows, where the run violates them: `blocked` */
      follows?: readonly string[]
      /** requirements that name its cause better, where the run violates them: it stands beside them, and never before them */
      behind?: readonly string[]
    }

export type Source = { page: SourcePage; clause?: string }

/** Tables of docs/your-site.md. */
export type YourSiteTable =
  'claims' | 'token' | 'provider' | 'tag' | 'activate' | 'failure' | 'also' | 'sign-out' | 'desk'

export type Requirement = {
  /** `area/name`; never changes its meaning */
  id: string
  level: Level
  basis: Basis
  /** a sentence that is true when the site conforms */
  title: string
  /** why it matters to a person */
  because: string
  source: Source
  /**
   * its row in docs/your-site.md: what a site does, in the integrator's words, Markdown. `subject`: the claim, or the part of the token.
   * Requirements that say the same share a row
   */
  yourSite: { table: YourSiteTable; subject?: string; says: string }
  /**
   * when one of these is violated on the same page, a violation here is a consequence: `blocked`. Where it says nothing of
   * that page, its violation anywhere in the same recording counts
   */
  needs?: readonly string[]
  /** while one of these is violated there may be nothing to observe: explains «not observed», and hides no violation */
  after?: readonly string[]
  /** what must happen for it to be observed at all, for «not observed»: `a signed-in visitor activates` */
  stimulus: string
  /**
   * why it cannot concern this site, by what all journeys saw of it or by what the configuration declares; null: it does.
   * Asked only when nothing was observed; never for want of looking: `no page changes its screen without a load`
   */
  notApplicable?(recordings: readonly Recording[]): string | null
  /** why no defect of the sample shop can break it, so that its unit tests alone prove it: a last resort */
  unshown?: string
  /**
   * the sandbox judges it while somebody uses a site by hand: it looks at tags, calls and tokens alone, or it is enough for it that
   * somebody is signed in, which a page that hands over a token says. All others ask who that is, or for a journey that does something
   * on purpose, and a tag sees neither. A function: what it is judged by there, in place of all that was seen
   */
  live?: true | ((recording: Recording) => Recording)
  /** whether it judges by what stands inside of tokens: where they are accepted on trust, that is why nothing was observed */
  inside?: true
  /** the codes of its violations by which the remedy differs, so that `explain` can tell each */
  codes?: readonly string[]
  judge(recording: Recording): Finding[]
  remedy(violated: Extract<Finding, { outcome: 'violated' }>): string
}

/** Checks nothing at run time: gives a requirement its type where it stands. */
export const requirement = (it: Requirement): Requirement => Object.freeze(it)

export const met = (where: Where, seen: string): Finding => ({ outcome: 'met', where, seen })

export const violated = (
  where: Where,
  what: Omit<Extract<Finding, { outcome: 'violated' }>, 'outcome' | 'where'>,
): Finding => ({ outcome: 'violated', where, ...what })
