/** Fetches what a configuration names instead of writing it: environment variables and files. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { SecretReference } from './config.ts'
import { keyName, valueAt } from '../../mock-iadvize/input/schema-problems.ts'
import type { Path } from '../../mock-iadvize/input/schema-problems.ts'

const isReference = (value: unknown): value is SecretReference => {
  if (typeof value !== 'object' || value === null) return false
  const [entry, ...others] = Object.entries(value)
  return others.length === 0 && (entry?.[0] === 'env' || entry?.[0] === 'file') && typeof entry[1] === 'string'
}

/** In words, for a cure: `environment variable ADA_PASSWORD`. */
const sourceOf = (value: unknown): string =>
  isReference(value) ? ('env' in value ? `environment variable ${value.env}` : `file ${value.file}`) : 'written there'

/** As environment variables are named by custom; anything else may be the secret itself. */
const isVariable = (name: string): boolean => /^[A-Z_][A-Z0-9_]*$/.test(name) || /^[a-z]+(?:_[a-z0-9]+)+$/.test(name)

export type Secrets = {
  /** the text at a place: what is named there, or what stands there itself; undefined: nothing, or it can't be had */
  at(...path: Path): string | undefined
  /** `users[0].password (environment variable ADA_PASSWORD)` */
  source(...path: Path): string
  problems: string[]
}

/** Looks in every corner, also of a configuration with other mistakes: all of them are told at once. */
export const resolveSecrets = (config: unknown, file: string, env: NodeJS.ProcessEnv = process.env): Secrets => {
  const values = new Map<string, string>()
  const problems: string[] = []
  const resolveOne = (reference: SecretReference, key: string): void => {
    if ('env' in reference) {
      const value = env[reference.env]
      if (value) values.set(key, value)
      else
        problems.push(
          isVariable(reference.env)
            ? `${key}: the environment variable ${reference.env} is ${value === '' ? 'empty' : 'not set'}; set it and run again`
            : `${key}.env: expected the name of an environment variable: letters, digits and _`,
        )
      return
    }
    try {
      const value = readFileSync(resolve(dirname(file), reference.file), 'utf8').trimEnd()
      if (value === '') problems.push(`${key}: ${reference.file} is empty`)
      else values.set(key, value)
    } catch {
      problems.push(
        // Whoever takes the key `file` for the place of the secret itself must not find it in a log.
        `${key}.file: there is no such file that can be read; its value, which may be the secret itself and is not repeated here, is a path relative to the configuration`,
      )
    }
  }
  const walk = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return
    if (isReference(value)) return resolveOne(value, keyName(path))
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, Array.isArray(value) ? Number(key) : key])
  }
  walk(config, [])
  return {
    at: (...path) => {
      const value = valueAt(config, path)
      return typeof value === 'string' ? value : values.get(keyName(path))
    },
    source: (...path) => `${keyName(path)} (${sourceOf(valueAt(config, path))})`,
    problems,
  }
}
