/** Code that cures something, in the integrator's own language. */

/** Those that a backend is written in come first; `stack` of a configuration is one of them. */
export const stacks = ['node', 'php', 'java', 'python', 'dotnet', 'ruby', 'go', 'perl', 'elixir', 'c', 'rust'] as const
export type Stack = (typeof stacks)[number]
export type Language = Stack | 'browser' | 'shell'

export const languageNames = {
  node: 'Node',
  php: 'PHP',
  java: 'Java',
  python: 'Python',
  dotnet: '.NET',
  ruby: 'Ruby',
  go: 'Go',
  perl: 'Perl',
  elixir: 'Elixir',
  c: 'C',
  rust: 'Rust',
  browser: 'Browser JavaScript',
  shell: 'Shell',
} as const satisfies Record<Language, string>

/** `executedWith`: a test executes the code with this; null: it was only read against the documentation of its library. */
export type Code = { text: string; executedWith: string | null }

/** What is to be done, and how it is written in each language. Code bears no personal value, and reads keys from files. */
export type CureTopic = {
  /** kebab-case; names the place in the report */
  id: string
  /** an order to the integrator: `make the nested token` */
  title: string
  code: Partial<Record<Language, Code>>
}

/** What a library of a stack does that breaks these requirements, and what to use instead. */
export type Trap = { requirements: readonly string[]; text: string }

export type StackCode = { makeTheToken: Code; providerEndpoint: Code; traps: readonly Trap[] }

/** Without the line breaks that stand around it in the source. */
export const code = (text: string, executedWith: string | null = null): Code => ({
  text: `${text.trim()}\n`,
  executedWith,
})
