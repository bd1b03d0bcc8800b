/** `padlock explain ID`: one requirement on a page. */
import { sourcePages } from '../../mock-iadvize/contract.ts'
import type { Basis } from '../../mock-iadvize/contract.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { inRepository } from '../installation.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { defects } from '../site/defects.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'
import type { Command } from './command.ts'
import { defectsThatBreak } from './defects-that-break.ts'
import { nearest } from '../nearest.ts'

const basisInWords: Record<Basis, string> = {
  doc: 'stated in the public documentation',
  partial: 'stated in a truncated, older or contradictory public copy',
  assumed: 'our inference: the public record is silent',
  practice: 'a published security practice',
}

const section = (title: string, lines: readonly string[]): string =>
  `${title}\n${lines.map(line => `  ${line}`).join('\n')}\n`

/** What a finding would say, with its values left open. */
const remedies = (it: Requirement): string[] =>
  (it.codes ?? ['any']).map(code =>
    it.remedy({
      outcome: 'violated',
      where: { at: 0, path: '<page>' },
      code,
      expected: '<expected>',
      received: '<received>',
    }),
  )

const page = (it: Requirement): string => {
  const { page: source, clause } = it.source
  const broken = defectsThatBreak(it.id)
  return [
    `${it.id} · ${it.level}\n${it.title}\n`,
    section('Why it matters', [it.because]),
    section('Source', [
      `${source}${clause ? `: ${clause}` : ''}`,
      sourcePages[source],
      `basis: ${it.basis}, ${basisInWords[it.basis]}`,
    ]),
    section('Observed when', [it.stimulus]),
    ...(it.notApplicable
      ? [
          section('Not applicable', [
            'where it cannot concern a site: the report then says why, and it does not stand against the site',
          ]),
        ]
      : []),
    section('Cure (a report names the values: <page>, <received>)', remedies(it)),
    ...(it.needs?.length
      ? [section('Blocked, and not violated once more, while one of these is violated', [it.needs.join(', ')])]
      : []),
    section(
      'Proven by these defects of the sample shop',
      broken.length > 0
        ? broken.map(name => `${name}: ${defects[name]?.summary ?? ''}`)
        : [it.unshown ? `none, and its unit tests alone prove it: ${it.unshown}` : 'none yet'],
    ),
    ...(inRepository && broken.length > 0
      ? [section('To see that proof', [`npm run --silent padlock -- prove --only "${it.id}"`])]
      : []),
  ].join('\n')
}

export const explain: Command = {
  name: 'explain',
  summary: 'explains one requirement: what, why, source, cure',
  usage: 'explain ID',
  options: {},
  words: [1, 1],
  notes: 'Example: padlock explain padlock/agrees-with-jwt',
  run: async (_values, [id = '']) => {
    const catalogue = await loadCatalogue()
    const it = catalogue.find(candidate => candidate.id === id)
    if (!it) {
      const near = nearestIds(
        id,
        catalogue.map(candidate => candidate.id),
      )
      const hint = near.length > 0 ? `; did you mean ${near.map(name => `«${name}»`).join(' or ')}?` : ''
      throw new UsageError(`${id}: there is no such requirement${hint} (padlock list shows them all)`)
    }
    process.stdout.write(page(it))
    return exitCodes.conforms
  },
}

const nameOf = (id: string): string => id.slice(id.indexOf('/') + 1)

/** By the whole id, and by its part after the slash: whoever types from memory often has one of them. */
const nearestIds = (id: string, ids: readonly string[]): string[] => {
  const nearName = nearest(nameOf(id), ids.map(nameOf))
  return [...new Set([nearest(id, ids), ids.find(candidate => nameOf(candidate) === nearName)])].flatMap(
    candidate => candidate ?? [],
  )
}
