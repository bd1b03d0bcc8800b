/** The commit that CI is about, by the variables in which its services name it. */

const variables = [
  // Ours, for everything that has no variable of its own.
  'PADLOCK_COMMIT',
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'GIT_COMMIT',
  'BUILD_SOURCEVERSION',
  'BITBUCKET_COMMIT',
  'CIRCLE_SHA1',
  'DRONE_COMMIT_SHA',
] as const

/** A hash of Git, whole or shortened; undefined: nobody named one. What is no hash is not taken: it might be anything. */
export const commitOf = (env: Readonly<Record<string, string | undefined>>): string | undefined =>
  variables.map(name => env[name]?.trim().toLowerCase()).find(value => value !== undefined && isCommit(value))

const isCommit = (text: string): boolean => /^[0-9a-f]{7,64}$/.test(text)
