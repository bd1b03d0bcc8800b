/** The report for people: one file that opens from disk, needs neither network nor script, and reads without colour. */
import { tokenVerdict } from '../../mock-iadvize/token/refusal.ts'
import { cureTopics, provenance, snippetsOf, trapsOf } from '../../harness/cures/snippets.ts'
import { languageNames, type CureTopic } from '../../harness/cures/snippet.ts'
import type {
  JourneyResult,
  RequirementResult,
  Result,
  ResultFinding,
  TokenShape,
} from '../../harness/verdict/result.ts'
import {
  codeAnchor,
  flagAnchor,
  glanceAnchor,
  journeyAnchor,
  link,
  momentAnchor,
  requirementAnchor,
  tokenAnchor,
  untestedAnchor,
} from './anchors.ts'
import { icon, iconDefinitions, verdictMark, type Look } from './icons.ts'
import { lookOf, lookWords } from './looks.ts'
import { markup, verbatim, type Markup } from '../wording/markup.ts'
import { head } from './head.ts'
import { filterAttributes, filterBar, pageScript, pageScriptHash } from './page-filter.ts'
import { areas, isCause, outOfDate, problems, withStatus, type Problem } from '../wording/problems.ts'
import { proofCard, proofSection } from './proof-card.ts'
import { pictureOf, pictureOfStop } from './pictures.ts'
import { stylesheet } from './stylesheet.ts'
import { alternative, callKey, columns, flagged, momentAt, strip, timeline } from './timeline.ts'
import { tokenXray, tokenXrayStyle } from './token-xray.ts'
import { xrayOf } from './xray-view.ts'
import {
  areaWords,
  basisWords,
  count,
  dateWords,
  durationWords,
  isSentence,
  knownWords,
  list,
  fixFirst,
  placeWords,
  timingWords,
  verdictTitle,
  verdictWords,
} from '../wording/words.ts'

export const html = (result: Result): string =>
  markup`<!doctype html>
<html lang="en">
${head({
  title: `${verdictTitle(result)} · ${result.target.name} · Padlock report`,
  style: stylesheet + tokenXrayStyle,
  scriptHash: pageScriptHash,
})}
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
${iconDefinitions}
<header class="bar">
${navigation(result)}
</header>
<main>
${hero(result)}
${startHere(result) ?? resumeHere(result)}
${baseline(result)}
${glance(result)}
${notTested(result)}
${requirements(result)}
${tokens(result)}
${journeys(result)}
${proofSection(result)}
</main>
${footer(result)}
<script>${verbatim(pageScript)}</script>
</body>
</html>
`.markup

// ── Top ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

const navigation = (result: Result): Markup => markup`<nav aria-label="Parts of the report">
<a class="home" href="#verdict">Padlock report</a>
<ul>${(cause(result) ?? firstStop(result)) && markup`<li><a href="#start-here">Start here</a></li>`}${result.baseline && markup`<li><a href="#baseline">Baseline</a></li>`}<li><a href="#glance">At a glance</a></li><li><a href="#not-tested">Not tested</a></li><li><a href="#requirements">Requirements</a></li>${result.tokens && markup`<li><a href="#tokens">Tokens</a></li>`}<li><a href="#journeys">Journeys</a></li>${result.proof && markup`<li><a href="#proof">Proof</a></li>`}</ul>
</nav>`

const hero = (result: Result): Markup => {
  const { verdict, summary, target, notes, partial, strict, trust } = result
  const title = verdictTitle(result)
  // What conforms but for something is not as green as what conforms.
  const tone = verdict === 'conforms' && title !== verdictWords.conforms ? 'warning' : verdict
  return markup`<section id="verdict" aria-labelledby="verdict-title">
<div class="hero">
<div class="plate ${tone}">${verdictMark(verdict)}</div>
<div>
<p class="site">${target.name}</p>
<h1 class="${tone}" id="verdict-title">${title}</h1>
<p class="lead">${summary}</p>
${target.defects.length > 0 && markup`<p class="chips"><span class="chip">with the defect ${list(target.defects)}</span></p>`}
</div>
${facts(result)}
</div>
${trust && markup`<p class="note"><strong>On trust.</strong> Nobody looked into the tokens: this run certifies nothing that it did not see.</p>`}
${partial && partial.only.length > 0 && markup`<p class="note"><strong>Only a part was judged.</strong> This run was limited to <code>${list(partial.only)}</code>. A part never conforms: run it without <code>--only</code> for a verdict on the site.</p>`}
${partial && partial.missing.length > 0 && markup`<p class="note"><strong>A part never conforms:</strong> play all journeys, or bring every shard, for a verdict on the site.</p>`}
${baselineNote(result)}
${notes.map(note => markup`<p class="note"><strong>How this run saw.</strong> ${note}</p>\n`)}
${counts(result)}
${untestedWords(result)}
${strict && markup`<p class="muted">Strict: a violated SHOULD counts against the verdict.</p>`}
</section>`
}

const counts = ({ counts, requirements }: Result): Markup => {
  const shown: [Look, number, string][] = [
    ['met', counts.met, 'met'],
    ['violated', counts.violated - counts.warnings - counts.known, 'violated'],
    ['warning', counts.warnings, counts.warnings === 1 ? 'warning' : 'warnings'],
    ...(counts.known > 0 ? [['known', counts.known, 'known'] as [Look, number, string]] : []),
    ['blocked', counts.blocked, 'blocked'],
    ['not-observed', counts['not-observed'], 'not observed'],
    ['not-applicable', counts['not-applicable'], 'not applicable'],
  ]
  return markup`<ul class="counts" aria-label="${count(requirements.length, 'requirement')}">${shown.map(
    ([look, number, name]) =>
      number === 0
        ? markup`<li class="zero">${icon(look)}<b>${number}</b> <span>${name}</span></li>`
        : markup`<li class="${look}"><a href="#requirements" data-show="${look}">${icon(look)}<b>${number}</b> <span>${name}</span></a></li>`,
  )}</ul>`
}

/** What nobody may take for tested. */
const untestedWords = ({ counts, journeys, requirements }: Result): Markup => {
  const kinds = [
    [counts.blocked, 'blocked by what is violated'],
    [counts['not-observed'], 'not observed'],
    [counts['not-applicable'], 'not applicable to this site'],
  ] as const
  const open = kinds.reduce((sum, [number]) => sum + number, 0)
  const stopped = journeys.filter(({ outcome }) => outcome === 'stopped').length
  if (open + stopped === 0) return markup`<p class="muted">Every requirement of the catalogue was tested.</p>`
  return markup`<p class="muted">${open > 0 && markup`${open} of ${requirements.length} ${open === 1 ? 'was' : 'were'} not tested: ${list(kinds.flatMap(([number, words]) => (number > 0 ? [`${number} ${words}`] : [])))}. `}${stopped > 0 && markup`${count(stopped, 'journey')} stopped on the way. `}<a href="#not-tested">What, and why</a></p>`
}

const baselineNote = (result: Result): Markup | undefined => {
  const { baseline, counts } = result
  if (!baseline) return undefined
  const accepted = result.requirements.filter(({ status, known }) => status === 'blocked' && known).length
  const stale = outOfDate(result).length
  return markup`<p class="note"><strong>This run has a baseline.</strong> ${
    counts.known > 0
      ? markup`${count(counts.known, 'violated requirement')} ${counts.known === 1 ? 'is' : 'are'} known, and not counted against the verdict`
      : markup`Nothing of what was found is known by it`
  }${accepted > 0 && markup`; ${count(accepted, 'requirement')} that ${accepted === 1 ? 'is' : 'are'} blocked by them ${accepted === 1 ? 'was' : 'were'} not judged`}.${stale > 0 && markup` <strong>${count(stale, 'entry', 'entries')} of it ${stale === 1 ? 'is' : 'are'} out of date.</strong>`} <a href="#baseline">What it says</a></p>`
}

const facts = ({ target, startedAt, duration, versions, commit }: Result): Markup => {
  const shown: [string, Markup][] = [
    ['Site', markup`${target.origin}`],
    ['iAdvize site id', markup`${target.sid}`],
    ['Judged on', markup`<time datetime="${startedAt}">${dateWords(startedAt)}</time>`],
    ['Took', markup`${durationWords(duration)}`],
    ...(commit === undefined ? [] : [['Commit', markup`<code>${commit.slice(0, 12)}</code>`] as [string, Markup]]),
    ['Browser', markup`${versions.browser}`],
    ['Padlock', markup`${versions.padlock}, catalogue ${versions.catalogue}`],
    ['Run by', markup`Node ${versions.node.replace(/^v(?=\d)/, '')}, Playwright ${versions.playwright}`],
  ]
  return markup`<dl class="facts">${shown.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

const cause = ({ requirements, firstCause }: Result): RequirementResult | undefined =>
  requirements.find(({ id }) => id === firstCause)

const startHere = (result: Result): Markup | null => {
  const requirement = cause(result)
  if (!requirement) return null
  const [problem] = problems(requirement)
  const waiting = withStatus(result, 'blocked').filter(({ blockedBy }) => blockedBy?.includes(requirement.id)).length
  const journey = problem?.places[0]?.journey
  return markup`<section id="start-here" class="start ${lookOf(requirement, result)}" aria-labelledby="start-here-title">
<h2 id="start-here-title">Start here</h2>
<p class="title">${told(requirement.title)}</p>
<p class="chips"><a class="id" href="${link(requirementAnchor(requirement.id))}">${requirement.id}</a><span class="chip">${requirement.level}</span><span class="chip tone">${lookWords(lookOf(requirement, result))}</span></p>
${problem && evidence(problem)}
${problem && cure(problem)}
${problem && isCause(problem) && codeLinks(requirement.id)}
<dl class="why"><dt>Why it matters</dt><dd>${told(requirement.why)}</dd></dl>
<p class="actions">${waiting > 0 && markup`<span>${count(waiting, 'more requirement')} ${waiting === 1 ? 'waits' : 'wait'} for this one.</span>`}<a href="${link(requirementAnchor(requirement.id))}">All that was found</a>${journey !== undefined && markup`<a href="${flagLink(result, journey, requirement.id)}">Where in the journey</a>`}</p>
</section>`
}

/** Where nothing is violated, and a journey that stopped keeps the run from a verdict. */
const firstStop = ({ verdict, journeys }: Result): JourneyResult | undefined =>
  verdict === 'incomplete' ? journeys.find(({ outcome }) => outcome === 'stopped') : undefined

const resumeHere = (result: Result): Markup | undefined => {
  const journey = firstStop(result)
  if (!journey) return undefined
  const others = result.journeys.filter(({ outcome }) => outcome === 'stopped').length - 1
  return markup`<section id="start-here" class="start incomplete" aria-labelledby="start-here-title">
<h2 id="start-here-title">Start here</h2>
<p class="title">${`The journey «${journey.title}» stopped`}</p>
<dl class="why"><dt>Because</dt><dd>${told(journey.because ?? 'no reason was recorded')}</dd></dl>
<p class="actions">${others > 0 && markup`<span>${count(others, 'more journey')} stopped as well.</span>`}<a href="${link(journeyAnchor(journey.id))}">How far it came</a><a href="#not-tested">What was not tested</a></p>
</section>`
}

const stateWords = {
  known: 'known',
  expired: 'expired',
  'no-longer-happens': 'happens no longer',
  'not-checked': 'not checked',
} as const

/** What the baseline says, entry by entry: those that are out of date first. */
const baseline = (result: Result): Markup | undefined => {
  if (!result.baseline) return undefined
  const stale = outOfDate(result)
  const entries = [...stale, ...result.baseline.entries.filter(entry => !stale.includes(entry))]
  const judged = new Set(result.requirements.map(({ id }) => id))
  return markup`<section id="baseline" aria-labelledby="baseline-title">
<h2 id="baseline-title">Baseline</h2>
<p>What <code>${result.baseline.file}</code> says is known, and accepted for now. It does not count against the verdict; it is still wrong.</p>
${
  entries.length === 0
    ? markup`<p class="muted">It has no entry.</p>`
    : markup`<ul class="panel untested">${entries.map(entry => {
        const { requirement, code, journey, path, blocks = [], reason, owner, expires, state, says } = entry
        const about = [code, journey && `in ${journey}`, path && `on ${path}`].filter(Boolean).join(', ')
        return markup`<li class="${stale.includes(entry) ? 'violated' : 'known'}">${icon(stale.includes(entry) ? 'violated' : 'known')}<div><p>${judged.has(requirement) ? markup`<a class="id" href="${link(requirementAnchor(requirement))}">${requirement}</a>` : markup`<span class="id">${requirement}</span>`}${about && markup` <span class="muted">${about}</span>`} <span class="chip tone">${stateWords[state]}</span></p><p>${reason}</p><p class="background"><span>${owner}, until ${expires}</span><span>It ${says}.</span>${blocks.length > 0 && markup`<span>Accepted as not judged: ${list(blocks)}</span>`}</p></div></li>\n`
      })}</ul>`
}
</section>`
}

// ── Overviews ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A sentence with a capital at its head, where that is no name of code. */
const told = (text: string): Markup =>
  isSentence(text) ? markup`<span class="sentence">${text}</span>` : markup`${text}`

/** What does not concern the site is not among those that it could have met. */
const metWords = (requirements: readonly RequirementResult[]): string => {
  const concern = requirements.filter(({ status }) => status !== 'not-applicable')
  if (concern.length === 0) return 'not applicable'
  return `${concern.filter(({ status }) => status === 'met').length} of ${concern.length} met`
}

const glance = (result: Result): Markup => markup`<section id="glance" aria-labelledby="glance-title">
<h2 id="glance-title">At a glance</h2>
<div class="panel"><table class="glance">
<thead class="unseen-text"><tr><th scope="col">Area</th><th scope="col">Requirements</th><th scope="col">Met</th></tr></thead>
<tbody>${areas(result).map(
  ([name, requirements]) =>
    markup`<tr><th scope="row"><a href="${link(`area:${requirementAnchor(name)}`)}">${areaWords(name)}</a></th><td><span class="dots">${requirements.map(
      requirement => {
        const look = lookOf(requirement, result)
        const told = `${requirement.id}: ${lookWords(look)}`
        return markup`<a id="${glanceAnchor(requirement.id)}" href="${link(requirementAnchor(requirement.id))}" title="${told}" aria-label="${told}">${icon(look)}</a>`
      },
    )}</span></td><td>${metWords(requirements)}</td></tr>\n`,
)}</tbody>
</table></div>
</section>`

const notTested = (result: Result): Markup => {
  const stopped = new Map<string, JourneyResult[]>()
  for (const journey of result.journeys)
    if (journey.outcome === 'stopped') {
      const { because = 'no reason was recorded' } = journey
      stopped.set(because, [...(stopped.get(because) ?? []), journey])
    }
  const { only = [], missing = [] } = result.partial ?? {}
  const shown: [title: string, rows: Markup[]][] = [
    [
      'Journeys',
      [
        ...[...stopped].map(
          ([because, journeys]) =>
            markup`<li><span>${journeys.map(({ id, title }, index) => markup`${index > 0 && ', '}<a href="${link(journeyAnchor(id))}">${title}</a>`)}</span> <span>stopped: ${because}</span></li>\n`,
        ),
        ...(missing.length === 0
          ? []
          : [markup`<li><span>${list(missing)}</span> <span>not played, or not brought</span></li>\n`]),
      ],
    ],
    ['Not observed', withStatus(result, 'not-observed').map(untested)],
    [
      'Blocked',
      withStatus(result, 'blocked').map(
        ({ id, level, blockedBy = [], known }) =>
          markup`<li id="${untestedAnchor(id)}"><span><a class="id" href="${link(requirementAnchor(id))}">${id}</a> <span class="chip">${level}</span>${known && markup` <span class="chip">accepted by the baseline</span>`}</span> <span>waits for ${requirementLinks(blockedBy)}</span></li>\n`,
      ),
    ],
    ['Not applicable', withStatus(result, 'not-applicable').map(untested)],
  ]
  const lists = shown.filter(([, rows]) => rows.length > 0)
  return markup`<section id="not-tested" aria-labelledby="not-tested-title">
<h2 id="not-tested-title">Not tested, and why</h2>
${lists.length === 0 && only.length === 0 && markup`<p>Every requirement of the catalogue was observed and judged.</p>`}
${only.length > 0 && markup`<p>Whatever <code>${list(only)}</code> does not name.</p>`}
${lists.map(
  ([title, rows]) => markup`<div class="group"><h3>${title} <span>${rows.length}</span></h3>
<ul class="panel untested">${rows}</ul></div>
`,
)}</section>`
}

const untested = ({ id, level, because }: RequirementResult): Markup =>
  markup`<li id="${untestedAnchor(id)}"><span><a class="id" href="${link(requirementAnchor(id))}">${id}</a> <span class="chip">${level}</span></span> <span>${told(because ?? 'no reason was recorded')}</span></li>\n`

// ── Requirements ────────────────────────────────────────────────────────────────────────────────────────────────────

const requirements = (result: Result): Markup => markup`<section id="requirements" aria-labelledby="requirements-title">
<h2 id="requirements-title">Requirements</h2>
${filterBar(result)}
${areas(result).map(
  ([name, all]) => markup`<div class="area" id="${`area:${requirementAnchor(name)}`}">
<h3>${areaWords(name)} <span>${metWords(all)}</span></h3>
${all.map(each => requirementDetails(each, result))}</div>
`,
)}</section>`

const requirementDetails = (requirement: RequirementResult, result: Result): Markup => {
  const { id, title, level, basis, why, source, status, because, blockedBy = [] } = requirement
  const look = lookOf(requirement, result)
  return markup`<details class="fold requirement ${look}" id="${requirementAnchor(id)}"${filterAttributes(requirement, result)}${status === 'violated' && markup` open`}>
<summary>${icon(look)}<span><span class="title${isSentence(title) && ' sentence'}">${title}</span><span class="id">${id}</span></span><span class="chips"><span class="chip">${level}</span><span class="chip tone">${lookWords(look)}</span></span></summary>
<div class="body">
${because !== undefined && markup`<p>${told(because)}</p>`}
${blockedBy.length > 0 && markup`<p>Blocked by ${requirementLinks(blockedBy)}: ${fixFirst(blockedBy.length)}.</p>`}
${problems(requirement).map((problem, index) => problemDetails(problem, id, result, index === 0))}
${xrayLink(result, id)}
${proofs(requirement, result)}
<dl class="why"><dt>Why it matters</dt><dd>${told(why)}</dd></dl>
${proofCard(id, result)}
<p class="background"><span>Source: ${sourceLink(source)}</span><span>Basis: ${basis}, ${basisWords[basis]}</span><span><a href="${link(glanceAnchor(id))}">At a glance</a></span>${isUntested(status) && markup`<span><a href="${link(untestedAnchor(id))}">Among what was not tested</a></span>`}</p>
</div>
</details>
`
}

const isUntested = (status: RequirementResult['status']): boolean => status !== 'met' && status !== 'violated'

const problemDetails = (
  problem: Problem,
  id: string,
  result: Result,
  isFirst: boolean,
): Markup => markup`<div class="problem">
${evidence(problem)}
<dl class="why"><dt>Where</dt><dd>${places(problem, result)}</dd></dl>
${isFirst && pictureOf(result, id)}
${isCause(problem) ? markup`${cure(problem)}${isFirst && markup`${traps(id, result)}${codes(id, result)}`}` : markup`<p class="why">A consequence of ${requirementLinks(problem.blockedBy)}: ${fixFirst(problem.blockedBy.length)}.</p>`}
${problem.known && markup`<p class="why"><strong>Accepted</strong>, ${knownWords(problem.known)}.</p>`}
<p class="background"><span>Code: <code>${problem.code}</code></span>${problem.level === 'SHOULD' && markup`<span>This part is a SHOULD</span>`}</p>
</div>
`

const evidence = ({ expected, received }: Problem): Markup =>
  markup`<dl class="evidence"><div><dt>Expected</dt><dd>${expected}</dd></div><div><dt>Received</dt><dd>${received}</dd></div></dl>`

const cure = (problem: Problem): Markup => markup`<dl class="cure"><dt>Cure</dt><dd>${told(problem.cure)}</dd></dl>`

/** The requirement under which each topic is told: the first in the page that is violated for itself; the others link to it. */
const homes = (result: Result): ReadonlyMap<string, string> => {
  const before = homesOf.get(result)
  if (before) return before
  const found = new Map<string, string>()
  for (const [, all] of areas(result))
    for (const requirement of all) {
      const [first] = problems(requirement)
      if (!first || !isCause(first)) continue
      for (const { id } of cureTopics(requirement.id)) if (!found.has(id)) found.set(id, requirement.id)
    }
  homesOf.set(result, found)
  return found
}
const homesOf = new WeakMap<Result, ReadonlyMap<string, string>>()

const codes = (requirement: string, result: Result): Markup => {
  const home = homes(result)
  return markup`${cureTopics(requirement).map(topic =>
    home.get(topic.id) === requirement ? snippets(topic, result) : codeLink(topic),
  )}`
}

const codeLink = ({ id, title }: CureTopic): Markup =>
  markup`<p class="why"><a href="${link(codeAnchor(id))}">Example code: ${title}</a></p>`

const codeLinks = (requirement: string): Markup => markup`${cureTopics(requirement).map(codeLink)}`

/** What libraries do that leads here: a line each where the stack is known, else folded. */
const traps = (requirement: string, { target }: Result): Markup | null => {
  const known = trapsOf(requirement, target.stack)
  if (known.length === 0) return null
  const list = markup`<ul class="places">${known.map(trap => markup`<li>${trap}</li>`)}</ul>`
  return target.stack
    ? markup`<dl class="why"><dt>Known traps</dt><dd>${list}</dd></dl>`
    : markup`<details class="more"><summary>Known traps of libraries</summary>${list}</details>`
}

/** One language at a time, without script: details of one name close each other. */
const snippets = (
  topic: CureTopic,
  { target }: Result,
): Markup => markup`<div class="code" id="${codeAnchor(topic.id)}">
<p><strong>Example code:</strong> ${topic.title}</p>
${snippetsOf(topic, target.stack).map(snippet => {
  const { language, text } = snippet
  return markup`<details name="${codeAnchor(topic.id)}"${language === target.stack && markup` open`}><summary>${languageNames[language]}</summary><pre tabindex="0" role="region" aria-label="${`${topic.title}, in ${languageNames[language]}`}"><code>${text}</code></pre><p class="why">${provenance(snippet)}</p></details>`
})}
</div>
`

/** The first three; the others are folded. */
const places = ({ places }: Problem, result: Result): Markup => {
  const item = (where: Problem['places'][number]): Markup =>
    markup`<li>Journey <a href="${momentLink(result, where)}">${journeyTitle(result, where.journey)}</a>, ${placeWords(where)}${where.received !== undefined && markup`: ${where.received}`}</li>`
  const others = places.slice(3)
  return markup`<ul class="places">${places.slice(0, 3).map(item)}${others.length > 0 && markup`<li><details class="more"><summary>and ${count(others.length, 'more place')}</summary><ul>${others.map(item)}</ul></details></li>`}</ul>`
}

/** What was seen, once, and the journeys in which it was, each leading to the moment. */
const proofs = ({ findings, status }: RequirementResult, result: Result): Markup | null => {
  const seen = new Map<string, ResultFinding['where'][]>()
  for (const finding of findings)
    if (finding.outcome === 'met') seen.set(finding.seen, [...(seen.get(finding.seen) ?? []), finding.where])
  if (seen.size === 0) return null
  const journeysOf = (places: readonly ResultFinding['where'][]): Markup[] =>
    places.map(
      (where, index) =>
        markup`${index > 0 && ', '}<a href="${momentLink(result, where)}" title="${placeWords(where)}">${journeyTitle(result, where.journey)}</a>`,
    )
  return markup`<dl class="why"><dt>${status === 'violated' ? 'Met elsewhere' : 'Seen'}</dt><dd><ul class="proofs">${[
    ...seen,
  ].map(([what, places]) => {
    // One more would take no more room than the words that fold it.
    const shown = places.length > 4 ? 3 : places.length
    return markup`<li>${told(what)} <span class="muted">in ${journeysOf(places.slice(0, shown))}</span>${places.length > shown && markup`<details class="more"><summary>and in ${count(places.length - shown, 'more journey')}</summary><p>${journeysOf(places.slice(shown))}</p></details>`}</li>`
  })}</ul></dd></dl>`
}

const requirementLinks = (ids: readonly string[]): Markup =>
  markup`${ids.map((id, index) => markup`${index > 0 && ', '}<a class="id" href="${link(requirementAnchor(id))}">${id}</a>`)}`

/** Only the web's own schemes become links. */
const sourceLink = ({ page, url, clause }: RequirementResult['source']): Markup => {
  const name = clause === undefined ? page : `${page}, ${clause}`
  return /^https?:\/\//.test(url) ? markup`<a href="${url}" rel="noopener noreferrer">${name}</a>` : markup`${name}`
}

// ── Tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Shapes beyond these differ in little; the report stays readable, and report.json has them all. */
const shownShapes = 12

const tokens = (result: Result): Markup | null => {
  const { tokens: shapes = [] } = result
  if (shapes.length === 0) return null
  const distinct = shapes.reduce((sum, each) => sum + each.tokens, 0)
  return markup`<section id="tokens" aria-labelledby="tokens-title">
<h2 id="tokens-title">Tokens</h2>
<p>${count(distinct, 'token')} of the site’s, ${shapes.length === 1 ? (distinct === 1 ? 'under the X-ray' : 'all of one shape') : `of ${count(shapes.length, 'shape')}`}: what ${distinct === 1 ? 'it is made of, never what it says' : 'they are made of, never what they say'} of a person.</p>
<div class="shapes">${shapes.slice(0, shownShapes).map((shape, index) => tokenDetails(shape, index, result))}</div>
${shapes.length > shownShapes && markup`<p class="muted">${count(shapes.length - shownShapes, 'more shape')} in <a href="report.json">report.json</a>.</p>`}
</section>`
}

const shapeLook = ({ verdict, findings }: TokenShape): Look =>
  verdict === 'refused' ? 'violated' : findings.length > 0 ? 'warning' : 'met'

const tokenDetails = (shape: TokenShape, index: number, result: Result): Markup => {
  const shapeOf = shapeLook(shape)
  const known = new Set(result.requirements.map(({ id }) => id))
  const linkTo = (id: string): string | null => (known.has(id) ? link(requirementAnchor(id)) : null)
  return markup`<details class="fold shape ${shapeOf}" id="${tokenAnchor(index + 1)}"${index === 0 && markup` open`}>
<summary>${icon(shapeOf)}<span><span class="title">Shape ${index + 1}: ${count(shape.tokens, 'token')}</span><span class="id">${shape.findings.length > 0 ? list([...new Set(shape.findings.map(({ code }) => code))]) : 'nothing wrong with it'}</span></span><span class="chips"><span class="chip tone">${tokenVerdict(shape.verdict, shape.findings)}</span></span></summary>
<div class="body">
<p class="muted">In ${shape.journeys.map((id, at) => markup`${at > 0 && ', '}<a href="${journeyLink(result, id)}">${journeyTitle(result, id)}</a>`)}</p>
${tokenXray(xrayOf(shape), linkTo)}
</div>
</details>
`
}

/** To the shape whose findings are this requirement's. */
const xrayLink = ({ tokens = [] }: Result, id: string): Markup | null => {
  const index = tokens.slice(0, shownShapes).findIndex(({ findings }) => findings.some(finding => finding.id === id))
  return index < 0
    ? null
    : markup`<p class="why"><a href="${link(tokenAnchor(index + 1))}">The token under the X-ray</a></p>`
}

// ── Journeys ────────────────────────────────────────────────────────────────────────────────────────────────────────

const journeyTitle = ({ journeys }: Result, id: string): string => journeys.find(each => each.id === id)?.title ?? id

const journeyLink = ({ journeys }: Result, id: string): string =>
  link(journeys.some(each => each.id === id) ? journeyAnchor(id) : 'journeys')

/** To the moment in the picture, where there is one. */
const momentLink = (result: Result, where: ResultFinding['where']): string => {
  const found = result.journeys.find(({ id }) => id === where.journey)
  const index = found ? momentAt(found.moments, where) : -1
  return index < 0 ? journeyLink(result, where.journey) : link(momentAnchor(where.journey, index + 1))
}

/** To the flag in the picture, where there is one. */
const flagLink = (result: Result, journey: string, requirement: string): string => {
  const found = result.journeys.find(({ id }) => id === journey)
  return found && found.moments.length > 0 && flagged(found).includes(requirement)
    ? link(flagAnchor(journey, requirement))
    : journeyLink(result, journey)
}

const journeys = (result: Result): Markup => markup`<section id="journeys" aria-labelledby="journeys-title">
<h2 id="journeys-title">Journeys</h2>
${result.journeys.length === 0 ? markup`<p>No journey was made.</p>` : callKey}
<div class="journeys">${result.journeys.map(journey => journeyDetails(journey, result))}</div>
</section>`

/** The worst that happened in it. */
const journeyLook = (journey: JourneyResult, result: Result): Look => {
  const ids = new Set(flagged(journey))
  const looks = new Set(result.requirements.filter(({ id }) => ids.has(id)).map(each => lookOf(each, result)))
  const worst = (['violated', 'warning', 'known'] as const).find(look => looks.has(look))
  return worst ?? (journey.outcome === 'stopped' ? 'not-observed' : 'met')
}

/** Those that stopped, or show a finding that none before shows, are open; where there is none, the first, to show what a journey looks like. */
const isOpen = (journey: JourneyResult, { journeys }: Result): boolean => {
  const earlier = new Set(journeys.slice(0, journeys.indexOf(journey)).flatMap(flagged))
  const tells = journey.outcome === 'stopped' || flagged(journey).some(id => !earlier.has(id))
  const quiet = journeys.every(each => each.outcome === 'completed' && flagged(each).length === 0)
  return tells || (quiet && journey === journeys[0])
}

const journeyDetails = (journey: JourneyResult, result: Result): Markup => {
  const { id, title, outcome, because, duration, moments, recording } = journey
  const drawn = timeline(journey)
  const look = journeyLook(journey, result)
  const findings = flagged(journey).length
  const chip = findings > 0 ? count(findings, 'finding') : outcome === 'stopped' ? 'stopped' : 'no finding'
  return markup`<details class="fold journey ${look}" id="${journeyAnchor(id)}"${isOpen(journey, result) && markup` open`}>
<summary>${icon(look)}<span><span class="title${isSentence(title) && ' sentence'}">${title}</span><span class="about">${count(moments.length, 'moment')} <span>${durationWords(duration)}</span> <span class="id">${id}</span></span></span><span class="chips">${strip(journey)}<span class="chip tone">${chip}</span></span></summary>
<div class="body">
${outcome === 'stopped' && markup`<p class="stopped"><strong>Stopped:</strong> ${because ?? 'no reason was recorded'}</p>`}
${outcome === 'stopped' && pictureOfStop(result, id)}
${
  drawn &&
  markup`<figure style="--picture: ${drawn.width}">${drawn.lanes}<div class="scroll" tabindex="0" role="region" aria-label="${`Timeline of ${title}`}">${drawn.picture}</div></figure>${drawn.width > 260 && markup`<p class="hint">The picture goes on: scroll it sideways.</p>`}`
}
<p class="told">${alternative(journey)}</p>
${flagList(journey, result)}
${drawn && momentTable(journey)}
<p class="background"><span>Recording: ${recordingLink(recording)}</span></p>
</div>
</details>
`
}

const recordingLink = (path: string): Markup =>
  /^[\w-][\w./-]*$/.test(path) && !path.includes('..') ? markup`<a href="${path}">${path}</a>` : markup`${path}`

const flagList = (journey: JourneyResult, result: Result): Markup | null => {
  const ids = flagged(journey)
  if (ids.length === 0) return null
  return markup`<ol class="flags" aria-label="Flags in the picture">${ids.map((id, index) => {
    const requirement = result.requirements.find(each => each.id === id)
    return markup`<li><span class="number">${index + 1}</span><span><a class="id" href="${link(requirementAnchor(id))}">${id}</a>${requirement && markup`: ${lookWords(lookOf(requirement, result))} <span class="muted">${requirement.title}</span>`}</span></li>`
  })}</ol>`
}

const momentTable = (
  journey: JourneyResult,
): Markup => markup`<details class="more table"><summary>The same as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${`Moments of ${journey.title}`}"><table>
<thead><tr><th scope="col">Moment</th><th scope="col">Step</th><th scope="col">Signed in</th><th scope="col">On the way</th><th scope="col">JWT</th><th scope="col">Padlock</th><th scope="col">Agree</th></tr></thead>
<tbody>${columns(journey).map(
  ({ moment, marks }, index) =>
    markup`<tr><th scope="row"><a href="${link(momentAnchor(journey.id, index + 1))}" aria-label="${`Moment ${index + 1} in the picture`}">${index + 1}</a></th><td>${moment.step}<br><span class="muted">${moment.path}, ${moment.browser} browser, ${moment.tab}, after ${durationWords(moment.at)}</span></td><td>${moment.user ?? 'nobody'}</td><td><ul>${marks
      .filter(({ kind }) => kind !== 'page-load')
      .map(({ label, kind, requirement }) =>
        kind === 'violation' && requirement !== undefined
          ? markup`<li>violated: <a class="id" href="${link(requirementAnchor(requirement))}">${requirement}</a></li>`
          : markup`<li>${label}</li>`,
      )}</ul></td><td>${moment.jwt}${moment.jwtOf != null && `, of ${moment.jwtOf}`}${moment.extId && ', extID set'}</td><td>${moment.padlock ? 'yes' : 'no'}: ${moment.deskReason}</td><td>${moment.agrees ? 'agree' : markup`${moment.provoked ? 'differ, as Padlock made them' : markup`<strong>differ</strong>`}`}</td></tr>\n`,
)}</tbody>
</table></div></details>`

const footer = ({ timing, versions }: Result): Markup => markup`<footer>
${timing && markup`<p>Where the time went: ${timingWords(timing).replaceAll(' %', '\u00a0%')}.</p>`}
<p>Made by Padlock ${versions.padlock}, which is independent of iAdvize. What was judged, and by what: <a href="report.json">report.json</a>. The catalogue in words: <code>padlock list</code>, <code>padlock explain ID</code>.</p>
</footer>`
