/** The tables of docs/your-site.md, made of the catalogue. Pure. */
import type { Requirement, YourSiteTable } from '../requirements/requirement.ts'

/** The first columns of each; level, basis and requirement follow. */
const columns: Record<YourSiteTable, readonly string[]> = {
  claims: ['claim', 'holds'],
  token: ['part', 'is'],
  provider: ['it'],
  tag: ['the tag'],
  activate: ['`activate`'],
  failure: ['when something fails'],
  also: ['also'],
  'sign-out': ['it'],
  desk: ["on the agent's desk"],
}

const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`

const inGroups = (requirements: readonly Requirement[], of: (it: Requirement) => string): Requirement[][] =>
  [...new Set(requirements.map(of))].map(name => requirements.filter(it => of(it) === name))

const rowsOf = (requirements: readonly Requirement[], hasSubject: boolean): string[] =>
  inGroups(requirements, ({ yourSite, level, basis }) => `${yourSite.says} ${level} ${basis}`).map((sharing, index) => {
    const { yourSite, level, basis } = sharing[0]!
    const subject = hasSubject ? [index === 0 ? (yourSite.subject ?? '') : ''] : []
    return line([...subject, yourSite.says, level, basis, sharing.map(({ id }) => `[${id}]`).join(', ')])
  })

const table = (name: YourSiteTable, catalogue: readonly Requirement[]): string => {
  const head = [...columns[name], 'level', 'basis', 'requirement']
  const hasSubject = columns[name].length > 1
  // What is owed comes before what is advised.
  const own = catalogue
    .filter(({ yourSite }) => yourSite.table === name)
    .toSorted((one, other) => Number(one.level === 'SHOULD') - Number(other.level === 'SHOULD'))
  return [
    line(head),
    line(head.map(() => '---')),
    ...inGroups(own, ({ yourSite }) => yourSite.subject ?? '').flatMap(group => rowsOf(group, hasSubject)),
  ].join('\n')
}

const links = (catalogue: readonly Requirement[]): string =>
  catalogue
    .map(({ id }) => `[${id}]: ../harness/requirements/${id.replaceAll("'", '')}.ts`)
    .toSorted()
    .join('\n')

/** `page`: as it is, with the places of its tables marked: `<!-- table: claims -->` to `<!-- end -->`. In no particular layout. */
export const yourSitePage = (page: string, catalogue: readonly Requirement[]): string =>
  page
    .replaceAll(
      /(<!-- table: (\S+) -->)[^]*?(<!-- end -->)/g,
      (_, begin: string, name: YourSiteTable, end: string) => `${begin}\n\n${table(name, catalogue)}\n\n${end}`,
    )
    .replace(/^\[[\w-]+\/[^\]]+\]: [^]*$/m, () => `${links(catalogue)}\n`)
