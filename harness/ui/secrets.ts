/** What somebody has typed into the page as a secret: in the memory of this process, handed to the runs by their environment. */

/**
 * Variables by which a process can be made to do something else than what it is started for. What is set already where the page was
 * started is not for the page to change either.
 */
const forbidden =
  /^(?:NODE|NPM|LD|DYLD|PLAYWRIGHT|PW|SSL|OPENSSL|GIT|BASH|JAVA|PYTHON|XDG|GITHUB|CI|ELECTRON|ZDOTDIR|ENV|PATH|HOME|SHELL|TMPDIR|TEMP|TMP|IFS|DEBUG|TERM|LANG|LC|USER|LOGNAME|DISPLAY|DBUS|HTTPS?_PROXY|ALL_PROXY|NO_PROXY)(?:_|$)/
/** Of ours, those that the configurations of `init` and of this page name. */
const ours = /^PADLOCK_(?:USER|PASSWORD|USER_ID|BASIC|PROXY|SECRET|STATE|HEADER)(?:_|$)/

export type Secrets = {
  /** null: it is kept; a sentence otherwise */
  set(name: string, value: string): string | null
  names(): string[]
  /** the environment of a run */
  env(): NodeJS.ProcessEnv
  /** the text, with none of the secrets in it */
  scrubbed(text: string): string
}

/** `env`: of this process. */
export const createSecrets = (env: NodeJS.ProcessEnv): Secrets => {
  const kept = new Map<string, string>()
  return {
    set(name, value) {
      if (!/^[A-Za-z_]\w{0,99}$/.test(name))
        return 'expected the name of an environment variable: letters, digits and _'
      if (forbidden.test(name.toUpperCase()) || (/^PADLOCK_/i.test(name) && !ours.test(name)))
        return `${name} means something to the system: name another variable in the configuration`
      if (env[name] !== undefined)
        return `${name} is set in the environment in which this page was started: change it there, or name another variable in the configuration`
      if (value === '') kept.delete(name)
      else kept.set(name, value)
      return null
    },
    names: () => [...kept.keys()],
    env: () => ({ ...env, ...Object.fromEntries(kept) }),
    // The longest first: one may be a part of another. What is shorter stands in ordinary words.
    scrubbed: text =>
      [...kept.values()]
        .filter(value => value.length >= 6)
        .toSorted((one, other) => other.length - one.length)
        .reduce((left, value) => left.replaceAll(value, '…'), text),
  }
}
