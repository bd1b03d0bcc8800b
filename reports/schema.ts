/** The published JSON Schema of report.json, made from the result model. */
import { z } from 'zod'
import { resultSchema, resultSchemaVersion } from '../harness/verdict/result.ts'

const requirement = 'properties.requirements.items'
const finding = `${requirement}.properties.findings.items`
const journey = 'properties.journeys.items'
const moment = `${journey}.properties.moments.items`
const mark = `${journey}.properties.marks.items`
const token = 'properties.tokens.items'

/** By the path inside the schema. */
const descriptions: Record<string, string> = {
  'properties.schemaVersion': 'Rises when a reader of the earlier version could be misled; additions do not raise it.',
  'properties.verdict':
    'conforms: every MUST was observed and met; where counts.known is over 0, but for those findings. violated: at least one counts against the site. incomplete: nothing counts against it, but a MUST was not observed, a journey stopped, or only a part was judged.',
  'properties.exitCode': 'Exit code of the command: 0 to 5, or 130.',
  'properties.summary': 'The verdict in one sentence.',
  'properties.target': 'The site that was judged.',
  'properties.target.properties.defects': 'Defects the sample shop was given; empty for any other site.',
  'properties.target.properties.stack':
    'What the backend is written in, as the configuration says: cures show code in it first.',
  'properties.startedAt': 'ISO 8601.',
  'properties.duration': 'Milliseconds, the whole command.',
  'properties.commit': 'The commit that the run was about, as CI names it. Absent: nobody named one.',
  'properties.notes': 'What a reader must know of how the run saw: what the browser hid, in a sentence each.',
  'properties.trust':
    'Present when tokens were accepted without a look inside, for want of a private key of iAdvize’s; such a run never conforms.',
  'properties.stoppedRequests':
    'What the site asked of iAdvize and the mock does not imitate: method, host, path. Stopped on the machine of the run. Absent: nothing.',
  'properties.timing':
    'Where the time went, in milliseconds. site, browser and us add up to the journeys, some of which ran side by side; outside is the rest of the command.',
  'properties.timing.properties.site': 'At least one request of the browser to the site was under way.',
  'properties.timing.properties.us': 'Padlock itself: what the same clicks do without.',
  'properties.timing.properties.browser': 'The rest of the journeys; what iAdvize took as well.',
  'properties.timing.properties.outside': 'Before the first journey and after the last.',
  'properties.partial': 'Present when only a part was judged; such a run never conforms.',
  'properties.partial.properties.only': 'The patterns of --only.',
  'properties.partial.properties.missing': 'Ids of journeys that have no recording.',
  'properties.baseline': 'Present when known findings were taken out of the verdict (--baseline).',
  'properties.baseline.properties.entries.items.properties.state':
    'known: it happens, and does not count. expired and no-longer-happens: the baseline is out of date, exit code 1. not-checked: this run could not tell.',
  'properties.baseline.properties.entries.items.properties.says': 'The state in one sentence, with what to do.',
  'properties.strict': 'Whether a violated SHOULD counts against the verdict (--strict).',
  'properties.counts':
    'Requirements by status; met, violated, blocked, not-observed and not-applicable add up to all of them.',
  'properties.counts.properties.warnings': 'Of violated, those of level SHOULD that are not known.',
  'properties.counts.properties.known': 'Of violated, those that the baseline knows.',
  'properties.firstCause': 'Id of the requirement to fix first; null: nothing is violated but what is known.',
  'properties.proof':
    'Which defects the requirements of this report have been shown to catch, by the last «padlock prove»: why the green can be trusted.',
  'properties.proof.properties.basis':
    'shown: in a browser, by «padlock prove». declared: what the defects are to break; no whole run has shown it yet.',
  'properties.proof.properties.defects': 'Name of a defect of the sample shop: what a developer did wrong.',
  'properties.proof.properties.requirements': 'Id of a requirement: names of the defects that turned it red.',
  'properties.proof.properties.unshown':
    'Id of a requirement that no defect can break: why, so that its unit tests alone prove it.',
  [requirement]: 'One requirement and what this run found about it.',
  [`${requirement}.properties.id`]: 'area/name; never changes its meaning.',
  [`${requirement}.properties.level`]:
    'As judged in this run: a MUST of which only the SHOULD part is broken says SHOULD.',
  [`${requirement}.properties.basis`]:
    'doc: stated by a public iAdvize page. partial: a truncated, older or contradictory copy. assumed: our inference, the public record is silent. practice: a published security practice.',
  [`${requirement}.properties.title`]: 'A sentence that is true when the site conforms.',
  [`${requirement}.properties.why`]: 'Why it matters to a person.',
  [`${requirement}.properties.status`]:
    'Only met is a pass. blocked: a consequence of another violation, or impossible to judge because of it.',
  [`${requirement}.properties.findings`]: 'Violated ones first, then one met finding a journey as proof.',
  [`${requirement}.properties.because`]: 'Why it is blocked, not observed or not applicable.',
  [`${requirement}.properties.blockedBy`]: 'Ids that block it.',
  [`${requirement}.properties.known`]:
    'Violated or blocked, and all of it is known by the baseline: it does not count against the verdict.',
  [`${finding}.oneOf.1.properties.code`]: 'Stable, kebab-case name of this way of being wrong.',
  [`${finding}.oneOf.1.properties.blockedBy`]:
    'Ids of requirements whose violation in the same journey explains this one; empty: it stands for itself.',
  [`${finding}.oneOf.1.properties.known`]: 'Listed in the baseline, and so not counted: who put their name to it.',
  [`${finding}.oneOf.0.properties.where.properties.at`]: 'Milliseconds since the journey began.',
  [`${finding}.oneOf.1.properties.where.properties.at`]: 'Milliseconds since the journey began.',
  [`${journey}.properties.because`]: 'Why it stopped.',
  [`${journey}.properties.duration`]: 'Milliseconds.',
  [`${journey}.properties.recording`]: 'Path of the recording, relative to this report.',
  [moment]: 'One look at everything: what holds from `at` (milliseconds) until the next moment.',
  [`${moment}.properties.user`]: 'Label of the user signed in to the site; null: nobody.',
  [`${moment}.properties.jwt`]: 'The iAdvize session token in browser storage.',
  [`${moment}.properties.jwtOf`]:
    'Whose session token lies in storage: label of the user (whose userId, where it is not configured, is the first that their session brought), or «userId 1», «userId 2», … for anybody else, numbered within the journey; null: there is none.',
  [`${moment}.properties.padlockOf`]: 'Beside whom the desk shows the padlock, as jwtOf; null: there is no padlock.',
  [`${moment}.properties.deskReason`]: 'Why there is, or is not, a padlock on the desk.',
  [`${moment}.properties.agrees`]: 'JWT and padlock say the same.',
  [`${moment}.properties.faults`]: 'Faults that Padlock itself had in force.',
  [`${moment}.properties.provoked`]:
    'They differ because Padlock made them, as a control: nothing of the site is wrong with it.',
  [`${mark}.properties.requirement`]: 'For a violation: id of the requirement.',
  'properties.pictures':
    'What pages looked like where something was wrong, with all text covered: those that a violation, or the stop of a journey, is shown by. Absent: none was taken.',
  'properties.pictures.items.properties.requirements':
    'Ids of the violated requirements that it shows the page of; empty: the journey stopped here.',
  'properties.pictures.items.properties.jpeg': 'Base64.',
  'properties.tokens':
    'The tokens that pages handed over, by their shape, the refused ones first. Facts, lengths and shapes; never a token, never a value of a person. Absent: there was none.',
  [`${token}.properties.tokens`]: 'How many distinct tokens share the shape.',
  [`${token}.properties.journeys`]: 'Ids of the journeys in which a page handed one over.',
  [`${token}.properties.findings`]: 'In causal order. Numbers in the texts are those of the first of the tokens.',
  [`${token}.properties.judged`]: 'Checks that could be made, met or not; the others were not seen, and are no pass.',
  [`${token}.properties.unseen`]: 'Why the other checks could not be made.',
  [`${token}.properties.facts`]: 'Of the first of the tokens. Times in seconds since the epoch, lengths in characters.',
  [`${token}.properties.spans`]:
    'Over all tokens of the shape. lifetime: seconds from issue (without iat: from when it was seen) to exp.',
}

type Node = { [key: string]: unknown }

const at = (schema: Node, path: string): Node => {
  const node = path.split('.').reduce<unknown>((node, key) => (node as Node | undefined)?.[key], schema)
  if (node === undefined) throw new Error(`The result model has nothing at ${path}: fix reports/schema.ts`)
  return node as Node
}

/**
 * JSON Schema 2020-12. It leaves room for properties that it does not know, so that a report of a later minor version still
 * validates. The `$id` is a name, not an address.
 */
export const reportSchema = (): Node => {
  const model = z.toJSONSchema(resultSchema, { target: 'draft-2020-12', io: 'input' })
  const schema = JSON.parse(JSON.stringify(model)) as Node
  for (const [path, description] of Object.entries(descriptions)) at(schema, path).description = description
  return {
    $schema: schema.$schema,
    $id: `urn:iadvize-padlock:report:${resultSchemaVersion}`,
    title: 'Padlock report',
    description:
      'Whether a website authenticates its visitors to the iAdvize chat correctly, as judged by one run of Padlock. Independent of iAdvize.',
    ...schema,
  }
}
