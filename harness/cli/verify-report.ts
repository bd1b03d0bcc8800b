/** What `padlock verify` prints: one token in full, several as a list with what is wrong. */
import {
  tokenChecks,
  type Decision,
  type Tenant,
  type TokenCheck,
  type TokenFinding,
} from '../../mock-iadvize/token/decision.ts'
import { fingerprint } from '../../mock-iadvize/token/keys.ts'
import { likely, refusalBasisOf, tokenVerdict } from '../../mock-iadvize/token/refusal.ts'
import { isRefused, type Judged, type Verification } from './verification.ts'

const titles: Record<TokenCheck, string> = {
  'token/size': 'is not too long',
  'token/compact': 'is a compact JWE in canonical base64url',
  'token/outer-alg': 'outer alg is RSA-OAEP-256',
  'token/outer-enc': 'outer enc is A256GCM',
  'token/no-foreign-keys': 'brings no keys along',
  'token/decrypts': "opens with iAdvize's key",
  'token/nested': 'holds a signed JWS with claims',
  'token/inner-alg': 'inner alg is RS256',
  'token/signature': "verifies with the brand's key",
  'token/key-strength': 'both keys are strong',
  'token/user-id': 'has a userId',
  'token/visitor-data': 'visitorData is well formed',
  'token/issuer': 'iss is the documented one',
  'token/expiry': 'has not expired',
  'token/lifetime': 'lives for one minute at most',
  'token/user-id-opaque': 'userId tells nothing of the person',
}

type Colour = 'red' | 'yellow' | 'green' | 'grey' | 'bold'
type Paint = (colour: Colour, text: string) => string
const escapes: Record<Colour, number> = { red: 31, yellow: 33, green: 32, grey: 90, bold: 1 }
const painter =
  (coloured: boolean): Paint =>
  (colour, text) =>
    coloured ? `\u001b[${escapes[colour]}m${text}\u001b[0m` : text

const header = (name: string, value: Record<string, unknown> | null): string =>
  `  ${name}  ${value ? JSON.stringify(value) : 'not seen'}`

const check = (mark: string, id: TokenCheck): string => `  ${mark} ${id.padEnd(22)} ${titles[id]}`

const isMust = ({ level }: TokenFinding): boolean => level === 'MUST'

const explanation = ({ id, level, code, expected, received, cure }: TokenFinding, paint: Paint): string[] => [
  `      ${level === 'MUST' ? paint('red', `${code}${refusalBasisOf({ id, code }) === 'doc' ? '' : ` (${likely})`}`) : paint('yellow', `${code} (a warning)`)}`,
  `      expected  ${expected}`,
  `      received  ${received}`,
  `      cure      ${cure}`,
]

const keyLines = (tenant: Tenant): string[] => [
  ...tenant.brandKeys.map(key => `  brand key           ${fingerprint(key)}`),
  ...tenant.iAdvizeKeys.map(key => `  iAdvize key         ${fingerprint(key)}`),
]

export function reportOfOne(decision: Decision, tenant: Tenant, coloured: boolean): string {
  const { verdict, findings, judged, unseen, facts } = decision
  const paint = painter(coloured)
  const lines = [
    header('outer header (JWE)', facts.outerHeader),
    header('inner header (JWS)', facts.innerHeader),
    ...(facts.claimNames ? [`  claims              ${facts.claimNames.join(', ')}`] : []),
    ...keyLines(tenant),
    '',
  ]
  for (const id of tokenChecks) {
    const found = findings.filter(finding => finding.id === id)
    if (found.length > 0)
      lines.push(
        check(found.some(isMust) ? paint('red', '✗') : paint('yellow', '!'), id),
        ...found.flatMap(finding => explanation(finding, paint)),
      )
    else lines.push(judged.includes(id) ? check(paint('green', '✓'), id) : paint('grey', check('–', id)))
  }
  if (unseen.length > 0) lines.push('', '  – could not be judged:', ...unseen.map(reason => `    ${reason}`))
  return `${[...lines, '', conclusion(verdict, findings, tenant, paint)].join('\n')}\n`
}

const onTrust = 'nothing is wrong on the outside, and the inside was not judged; give --iadvize-key to judge it'

function conclusion(verdict: Decision['verdict'], findings: TokenFinding[], tenant: Tenant, paint: Paint): string {
  const first = findings.find(isMust)
  if (first)
    return `${paint('red', tokenVerdict(verdict, findings))}: start with ${paint('bold', first.id)} (${first.code})`
  if (tenant.iAdvizeKeys.length === 0) return `${paint('yellow', 'accepted on trust')}: ${onTrust}`
  const warnings =
    findings.length > 0 ? `, with ${findings.length === 1 ? 'a warning' : `${findings.length} warnings`}` : ''
  return paint(warnings ? 'yellow' : 'green', `${verdict}${warnings}`)
}

/** Lines of the list; of more tokens, sound ones are only counted. */
const longestList = 40

const neverRepeats = 'token/never-repeats'

const row = (it: Judged, paint: Paint, width: number): string => {
  const { findings } = it.decision
  const reasons = [
    ...findings.filter(isMust),
    ...it.repeats.map(part => ({ id: neverRepeats, code: `${part}-repeated` })),
    ...findings.filter(finding => !isMust(finding)),
  ]
  const [first] = reasons
  const [mark, colour] = isRefused(it)
    ? (['✗', 'red'] as const)
    : first
      ? (['!', 'yellow'] as const)
      : (['✓', 'green'] as const)
  const more = reasons.length > 1 ? `, and ${reasons.length - 1} more` : ''
  return `  ${paint(colour, mark)} ${first ? `${it.from.padEnd(width)}  ${first.id} (${first.code}${more})` : it.from}`
}

const partNames = { 'content-key': 'content encryption key', iv: 'initialization vector' } as const
const few = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ')

const othersLine = (others: number): string[] =>
  others === 0
    ? []
    : [`  ${others === 1 ? 'one other JWT is' : `${others} other JWTs are`} not meant for iAdvize, and not judged`]

/** Tokens that are wrong in the same way are told once. */
export function reportOfMany(
  { judged, others, repeated, accepted }: Verification,
  tenant: Tenant,
  coloured: boolean,
): string {
  const paint = painter(coloured)
  const [only] = judged
  if (only && judged.length === 1)
    return [
      `  from                ${only.from}`,
      ...othersLine(others),
      reportOfOne(only.decision, tenant, coloured),
    ].join('\n')
  const wrong = judged.filter(({ decision, repeats }) => decision.findings.length + repeats.length > 0)
  const listed = (judged.length > longestList ? wrong : judged).slice(0, longestList)
  const width = Math.min(80, Math.max(0, ...listed.map(({ from }) => from.length)))
  const unlisted = judged.length - listed.length
  const lines = [
    ...keyLines(tenant),
    ...othersLine(others),
    '',
    ...listed.map(it => row(it, paint, width)),
    ...(unlisted > 0
      ? [`  … and ${unlisted} more${unlisted === judged.length - wrong.length ? ', all accepted' : ''}`]
      : []),
    '',
  ]
  const kinds = new Map<string, { finding: TokenFinding; from: string[] }>()
  for (const { from, decision } of wrong)
    for (const finding of decision.findings) {
      const key = `${finding.level} ${finding.id} ${finding.code}`
      const kind = kinds.get(key) ?? { finding, from: [] }
      kind.from.push(from)
      kinds.set(key, kind)
    }
  const inOrder = [...kinds.values()].sort(
    (one, other) =>
      Number(isMust(other.finding)) - Number(isMust(one.finding)) ||
      tokenChecks.indexOf(one.finding.id) - tokenChecks.indexOf(other.finding.id),
  )
  for (const { finding, from } of inOrder)
    lines.push(
      check(isMust(finding) ? paint('red', '✗') : paint('yellow', '!'), finding.id),
      ...explanation(finding, paint),
      `      ${from.length === 1 ? 'in       ' : `in ${from.length}`.padEnd(9)} ${few(from)}${from.length > 1 ? '; told is the first' : ''}`,
    )
  for (const { part, from } of repeated)
    lines.push(
      `  ${paint('red', '✗')} ${neverRepeats}    ${part === 'iv' ? 'initialization vectors are' : 'content encryption keys are'} new for each token`,
      `      ${paint('red', `${part}-repeated`)}`,
      `      expected  a new ${partNames[part]} in each token`,
      `      received  one and the same in ${few(from)}`,
      '      cure      let the JOSE library generate it for every token',
    )
  if (inOrder.length + repeated.length > 0) lines.push('')
  return `${[...lines, verdictOfMany({ judged, accepted }, inOrder[0]?.finding, tenant, paint)].join('\n')}\n`
}

const isRefusedForCertain = ({ decision }: Judged): boolean => decision.basis === 'doc'

const verdictOfMany = (
  { judged, accepted }: Pick<Verification, 'judged' | 'accepted'>,
  first: TokenFinding | undefined,
  tenant: Tenant,
  paint: Paint,
): string => {
  const all = judged.length
  const refused = `${judged.filter(isRefused).length} of ${all} ${judged.some(isRefusedForCertain) ? 'refused' : likely}`
  if (!accepted && first && isMust(first))
    return `${paint('red', refused)}: start with ${paint('bold', first.id)} (${first.code})`
  if (!accepted)
    return `${paint('red', refused)}: each is sound alone, and together they break ${paint('bold', neverRepeats)}`
  if (tenant.iAdvizeKeys.length === 0) return `${paint('yellow', `${all} of ${all} accepted on trust`)}: ${onTrust}`
  return paint(first ? 'yellow' : 'green', `${all} of ${all} accepted${first ? ', with warnings' : ''}`)
}
