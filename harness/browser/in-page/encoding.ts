/**
 * Runs in the page: one message as JSON. What it works with was taken before any script of the site ran, and it makes no use of what the
 * site can change afterwards: members of prototypes, `toJSON`, setters of indexes.
 */
const { stringify } = JSON
const { hasOwn } = Object
const { apply } = Reflect
const { slice } = String.prototype

/** Characters. A token is never cut: a short one would be another. */
const longest = 2_000
const longestToken = 256 * 1024

const primitive = (value: unknown, isToken: boolean): string | null => {
  switch (typeof value) {
    case 'string':
      return stringify(apply(slice, value, [0, isToken ? longestToken + 1 : longest]))
    case 'number':
    case 'boolean':
      return stringify(value)
    default:
      return value === null ? 'null' : '{}'
  }
}

/** A flat object. What is none, or has a member that throws, comes out as one that says nothing. */
export const encoded = (given: unknown): string => {
  if (typeof given !== 'object' || given === null) return '{}'
  let text = ''
  let members = 0
  try {
    for (const name in given) {
      if (!hasOwn(given, name)) continue
      if ((members += 1) > 20) return '{}'
      const value = (given as Record<string, unknown>)[name]
      if (value === undefined) continue
      text += `${text === '' ? '' : ','}${stringify(apply(slice, name, [0, 100]))}:${primitive(value, name === 'token')}`
    }
  } catch {
    return '{}'
  }
  return `{${text}}`
}
