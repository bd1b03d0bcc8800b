/** A stored browser state, as `context.storageState({ path })` of Playwright and `npx playwright codegen --save-storage` write it. */
import { z } from 'zod'

const cookie = z.looseObject({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']),
})

const storageState = z.object({
  cookies: z.array(cookie).default([]),
  origins: z
    .array(
      z.object({
        origin: z.string(),
        localStorage: z.array(z.object({ name: z.string(), value: z.string() })),
      }),
    )
    .default([]),
})
export type StorageState = z.output<typeof storageState>

/** Answers with the state, or with what is wrong with the text; never with a part of it. */
export const readStorageState = (text: string): StorageState | { problem: string } => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { problem: 'is no JSON' }
  }
  const read = storageState.safeParse(parsed)
  if (!read.success) {
    const at = read.error.issues[0]?.path.join('.') || 'the whole'
    return { problem: `is no stored browser state of Playwright (${at})` }
  }
  if (read.data.cookies.length + read.data.origins.length === 0)
    return { problem: 'holds neither cookies nor local storage; it was stored before anybody was signed in' }
  return withoutIAdvize(read.data)
}

/** A real session of iAdvize's has no place in a run: the mock would not know it, and nobody may see it. */
const withoutIAdvize = ({ cookies, origins }: StorageState): StorageState => ({
  cookies: cookies.filter(({ name, domain }) => !isTheirs(name) && !isTheirs(domain)),
  origins: origins.map(({ origin, localStorage }) => ({
    origin,
    localStorage: localStorage.filter(({ name }) => !isTheirs(name)),
  })),
})
const isTheirs = (name: string): boolean => /(^|\.)iadvize[-.]/i.test(name)

/** What must never be told: values of cookies and of local storage. Short ones are no secrets, and would blank out texts. */
export const secretsOf = ({ cookies, origins }: StorageState): string[] =>
  [...cookies, ...origins.flatMap(({ localStorage }) => localStorage)]
    .map(({ value }) => value)
    .filter(value => value.length >= 8)
