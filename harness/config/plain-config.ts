/** A configuration in code may hold anything: what is read of it is a plain copy, in which nothing throws and nothing turns in circles. */
import { keyName, type Path } from '../../mock-iadvize/input/schema-problems.ts'
import { maxNesting } from '../../mock-iadvize/input/nesting.ts'

/** Values in one configuration: far more than anybody writes. */
const maxValues = 100_000

export type PlainConfig = {
  /** what can't be read is left out */
  value: unknown
  /** `users[0].password: reading it throws an error`, each once */
  problems: { where: string; says: string }[]
}

/** Functions stay what they are: a configuration may have some. */
export const plainConfig = (given: unknown): PlainConfig => {
  const problems: PlainConfig['problems'] = []
  const above = new Set<object>()
  let values = 0
  const copied = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const refused = (says: string): undefined => void problems.push({ where: keyName(path), says })
    if (above.has(value)) return refused('refers back to what it stands in: write its value out')
    if (path.length >= maxNesting)
      return refused(`is nested deeper than ${maxNesting} levels: a configuration has a handful`)
    above.add(value)
    try {
      if (Array.isArray(value)) return Array.from(value, (one: unknown, index) => copied(one, [...path, index]))
      const copy: Record<string, unknown> = {}
      for (const key of Object.keys(value)) {
        values += 1
        if (values > maxValues) return refused(`holds more than ${maxValues} values: a configuration has some dozens`)
        let inner: unknown
        try {
          inner = (value as Record<string, unknown>)[key]
        } catch {
          // What it says may hold anything: a secret, too.
          problems.push({ where: keyName([...path, key]), says: 'reading it throws an error: write a plain value' })
          continue
        }
        // `__proto__` as a key is a key.
        Object.defineProperty(copy, key, {
          value: copied(inner, [...path, key]),
          enumerable: true,
          writable: true,
          configurable: true,
        })
      }
      return copy
    } catch {
      return refused('reading it throws an error: write a plain value')
    } finally {
      above.delete(value)
    }
  }
  return { value: copied(given, []), problems }
}
