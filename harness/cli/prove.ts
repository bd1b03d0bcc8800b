/** `padlock prove`: the harness under test. Each defect of the sample shop must break exactly its set of requirements. */
import { loadCatalogue } from '../requirements/catalogue.ts'
import { defectNames, defects, flavourOf, isTokenDefect } from '../site/defects.ts'
import { matches } from '../verdict/selection.ts'
import { verdict } from '../verdict/verdict.ts'
import { chosenBrowser, requireBrowser } from '../browser/browser-choice.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'
import type { Command } from './command.ts'
import { runJourneys } from './run-journeys.ts'
import { styled } from './styled.ts'

export type Proof = {
  /** the shop without a defect: nothing may be violated or unobserved */
  sound: { verdict: string; unmet: string[] }
  defects: { id: string; expected: string[]; violated: string[]; exact: boolean }[]
  requirements: { id: string; killers: string[] }[]
}

const soundName = 'sample shop'

/**
 * A token that is wrong by itself is wrong the same way on every journey. These show it to all requirements that compare
 * tokens: two users, two browsers, two tokens of one user. `--every-journey` plays the others too, and finds the same.
 */
const tokenJourneys = ['sign-in', 'switch-user', 'second-browser']

const table = (proof: Proof, colour: boolean): string => {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)
  const width = Math.max(...proof.defects.map(({ id }) => id.length), 20)
  const rows = proof.defects.flatMap(({ id, expected, violated, exact }) => [
    `${paint(exact ? 32 : 31, exact ? 'exact ' : 'DIFFERS')}  ${id.padEnd(width)}  ${violated.join(', ') || 'nothing'}`,
    ...(exact
      ? []
      : [
          ...expected.filter(one => !violated.includes(one)).map(one => `         missed: ${one}`),
          ...violated.filter(one => !expected.includes(one)).map(one => `         extra:  ${one}`),
        ]),
  ])
  const alive = proof.requirements.filter(({ killers }) => killers.length === 0)
  const inexact = proof.defects.filter(({ exact }) => !exact)
  return [
    ...rows,
    '',
    `sound shop: ${proof.sound.verdict}${proof.sound.unmet.length > 0 ? ` (${proof.sound.unmet.join(', ')})` : ''}`,
    ...alive.map(({ id }) => `no defect kills ${id}`),
    `${proof.defects.length} defects, ${proof.defects.length - inexact.length} exact; ${proof.requirements.length} requirements, ${proof.requirements.length - alive.length} killed by a defect`,
    '',
  ].join('\n')
}

export const prove: Command = {
  name: 'prove',
  summary: 'proves the harness: every defect of the sample shop breaks exactly its set of requirements',
  usage: 'prove [--only GLOB]… [--every-journey] [--json]',
  options: {
    only: {
      type: 'string',
      multiple: true,
      value: 'GLOB',
      help: 'only these defects, by name or by a requirement that they break',
    },
    'every-journey': {
      type: 'boolean',
      help: 'also plays the journeys on which a defect of the token alone shows nothing new; twice as long',
    },
    json: { type: 'boolean', help: 'stdout is exactly one JSON document' },
  },
  words: [0, 0],
  run: async values => {
    const catalogue = await loadCatalogue()
    const only = [values['only'] ?? []].flat().map(String)
    const wanted = (id: string): boolean => only.length === 0 || only.some(pattern => matches(pattern, id))
    const chosen = defectNames.filter(name => wanted(name) || (defects[name]?.breaks ?? []).some(wanted))
    const idle = only.filter(
      pattern =>
        !defectNames.some(
          name => matches(pattern, name) || (defects[name]?.breaks ?? []).some(id => matches(pattern, id)),
        ),
    )
    if (idle.length > 0)
      throw new UsageError(
        ...idle.map(
          pattern => `--only ${pattern}: matches no defect and no requirement (padlock list --json shows both)`,
        ),
      )
    const browser = chosenBrowser()
    await requireBrowser(browser)

    const targets = [
      { kind: 'shop' as const, name: soundName, flavour: 'classic' as const, defects: [] },
      ...chosen.map(name => ({
        kind: 'shop' as const,
        name,
        flavour: flavourOf(name),
        defects: [name],
        ...(isTokenDefect(name) && values['every-journey'] !== true && { journeys: tokenJourneys }),
      })),
    ]
    const { recordings, cancelled, fault } = await runJourneys({ targets, browser, progress: 'count' })
    if (cancelled) return exitCodes.cancelled
    if (fault !== null) throw new Error(`the journeys could not be run: ${fault}`)

    const judged = (name: string) => verdict(recordings.get(name) ?? [], catalogue)
    const sound = judged(soundName)
    const rows = chosen.map(id => {
      const expected = [...(defects[id]?.breaks ?? [])].sort()
      const violated = judged(id)
        .requirements.filter(({ status }) => status === 'violated')
        .map(row => row.id)
        .sort()
      return { id, expected, violated, exact: expected.join() === violated.join() }
    })
    const proof: Proof = {
      sound: {
        verdict: sound.verdict,
        // What cannot concern the classic shop is proven by defects of the flavours that it concerns.
        unmet: sound.requirements
          .filter(({ status }) => status !== 'met' && status !== 'not-applicable')
          .map(({ id, status }) => `${id} ${status}`),
      },
      defects: rows,
      requirements: catalogue
        .filter(({ unshown }) => unshown === undefined)
        .filter(({ id }) => only.length === 0 || rows.some(({ expected }) => expected.includes(id)))
        .map(({ id }) => ({ id, killers: rows.filter(row => row.violated.includes(id)).map(row => row.id) })),
    }
    process.stdout.write(
      values['json'] === true ? `${JSON.stringify(proof, null, 2)}\n` : table(proof, styled(process.stdout).colour),
    )
    const proven =
      proof.sound.unmet.length === 0 &&
      rows.every(({ exact }) => exact) &&
      proof.requirements.every(({ killers }) => killers.length > 0)
    return proven ? exitCodes.conforms : exitCodes.violated
  },
}
