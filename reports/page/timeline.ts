/**
 * The picture of a journey, as SVG: one column a moment, and in its lanes how far the clock was moved, what Padlock made
 * fail, who is signed in to the site, what the tag was asked to do, whether a JWT lies in storage, what the agent's desk
 * shows, and whose userId that is. Where JWT and padlock part, a band says «differ», and in another look «provoked» where
 * Padlock itself made them part, as a control. A person is a colour, a texture and a letter at once.
 * Columns are even, whatever time lies between them: what the picture tells is the order of things.
 */
import type { JourneyResult } from '../../harness/verdict/result.ts'
import { flagAnchor, link, momentAnchor, requirementAnchor } from './anchors.ts'
import { markup, printable, type Markup } from '../wording/markup.ts'
import { count, faultWords, list, placeWords } from '../wording/words.ts'
import { wrapAtMost } from '../wording/wrap.ts'

type Moment = JourneyResult['moments'][number]
type Mark = JourneyResult['marks'][number]
/** A moment and the marks that led up to it. */
export type Column = { moment: Moment; marks: Mark[] }

/** Pixels. */
const column = 132
const bar = 30
/** Characters that surely fit into a column: 12 px type is at most 7 px wide on average. */
const line = 18

/**
 * A moment is a look at the end of a step, so what happened since the look before belongs to it: to the next look at the same
 * tab, else to the next look at all, and what came after the last look to that one.
 */
export const columns = ({ moments, marks }: JourneyResult): Column[] => {
  const all: Column[] = moments.map(moment => ({ moment, marks: [] }))
  for (const mark of [...marks].sort((one, other) => one.at - other.at)) {
    const { at, browser, tab } = mark
    all[momentAt(moments, wholeJourney.has(mark.kind) ? { at } : { at, browser, tab })]?.marks.push(mark)
  }
  return all
}

/** Index of the moment to which something belongs that was seen there and then; -1: there is no moment. */
export const momentAt = (
  moments: readonly Moment[],
  { at, browser, tab }: { at: number; browser?: string | undefined; tab?: string | undefined },
): number => {
  const next = moments.findIndex(moment => moment.at >= at)
  const sameTab = moments.findIndex(moment => moment.at >= at && moment.browser === browser && moment.tab === tab)
  if (sameTab >= 0) return sameTab
  return next >= 0 ? next : moments.length - 1
}
/** What happens to the journey as a whole, and not in one tab. */
const wholeJourney: ReadonlySet<Mark['kind']> = new Set(['clock-jump', 'fault'])

/** The requirements that are violated in this journey, in the order of their first flag: a flag shows its number in this list. */
export const flagged = ({ marks }: JourneyResult): string[] => [
  ...new Set(marks.flatMap(({ kind, requirement }) => (kind === 'violation' && requirement ? [requirement] : []))),
]

/** The picture in words. */
export const alternative = (journey: JourneyResult): string => {
  const { moments } = journey
  const parting = (provoked: boolean): string =>
    list(
      moments.flatMap((moment, index) =>
        moment.agrees || moment.provoked !== provoked ? [] : [`${index + 1} (${moment.step})`],
      ),
    )
  if (moments.length === 0) return 'Nothing was seen.'
  const [found, provoked] = [parting(false), parting(true)]
  const strangers = list(
    moments.flatMap((moment, index) =>
      isStranger(moment) ? [`${index + 1} (${identityOf(moment)}, while ${moment.user} is signed in)`] : [],
    ),
  )
  const all = moments.length > 1 && moments.every(moment => !moment.agrees && !moment.provoked)
  if (all) return `JWT in storage and padlock differ at every one of ${moments.length} moments.`
  return [
    `${count(moments.length, 'moment')} from left to right.`,
    ...(strangers ? [`The userId is somebody else’s at ${strangers}.`] : []),
    ...(found ? [`JWT in storage and padlock differ at ${found}.`] : []),
    ...(provoked
      ? [
          `At ${provoked} Padlock itself made them part, as a control: it planted an extID in its own browser, and the padlock went, as it must. That says nothing against the site.`,
        ]
      : []),
    ...(found ? [] : [`JWT in storage and padlock agree at every ${provoked ? 'other ' : ''}one.`]),
  ].join(' ')
}

/** Whose userId iAdvize has for the visitor of this tab; undefined: nobody's, or an older report that does not tell. */
const identityOf = ({ jwtOf, padlockOf }: Moment): string | undefined => jwtOf ?? padlockOf ?? undefined

/** Somebody is signed in to the site, and iAdvize has the userId of somebody else. */
const isStranger = (moment: Moment): boolean => {
  const identity = identityOf(moment)
  return identity !== undefined && moment.user !== null && identity !== moment.user
}

/** Everybody in the picture, in the order of their first appearance: the first is A. */
const peopleOf = (moments: readonly Moment[]): string[] => [
  ...new Set(moments.flatMap(({ user, jwtOf, padlockOf }) => [user, jwtOf, padlockOf]).filter(name => name != null)),
]

/** A small picture of the whole: a filled field where there is a padlock, an empty one where there is none, a cross where JWT and padlock part. */
export const strip = ({ moments }: JourneyResult): Markup | null => {
  if (moments.length === 0) return null
  const width = moments.length * 12
  return markup`<svg class="strip" width="${width}" height="14" viewBox="0 0 ${width} 14" aria-hidden="true">${moments.map(
    ({ agrees, provoked, padlock }, index) => {
      const x = index * 12
      if (!agrees && !provoked)
        return markup`<rect class="differ" x="${x + 0.75}" y="0.75" width="9.5" height="12.5" rx="2"/><path class="cross" d="M${x + 3} 4.5l5 5M${x + 8} 4.5l-5 5"/>`
      return markup`<rect class="${padlock ? 'locked' : 'open'}" x="${x + 0.75}" y="0.75" width="9.5" height="12.5" rx="2"/>`
    },
  )}</svg>`
}

type Row = { name: string; y: number; height: number }
type Drawing = {
  /** unique in the page */
  id: string
  journey: JourneyResult
  columns: Column[]
  width: number
  height: number
  axis: number
  /** lines of the longest step */
  steps: number
  people: string[]
  rows: Record<'site' | 'calls' | 'jwt' | 'padlock', Row> & { clock?: Row; faults?: Row; extId?: Row; userId?: Row }
}

/** Two pictures side by side, the names of the lanes and the lanes, so that the names stay when the lanes scroll. */
export const timeline = (journey: JourneyResult): { lanes: Markup; picture: Markup; width: number } | null => {
  if (journey.moments.length === 0) return null
  const drawing = layout(journey)
  return { lanes: laneNames(drawing), picture: picture(drawing), width: drawing.width }
}

const layout = (journey: JourneyResult): Drawing => {
  const all = columns(journey)
  const flags = Math.max(0, ...all.map(each => Math.ceil(flagsOf(each, journey).length / flagsAbreast))) * 28
  let y = flags + 10
  const row = (name: string, height = bar, after = 14): Row => {
    const placed = { name, y, height }
    y += height + after
    return placed
  }
  const differ = all.some(({ moment }) => !moment.agrees)
  const rows: Drawing['rows'] = {
    ...(all.some(({ marks }) => marks.some(isJump)) ? { clock: row('Clock', 20) } : {}),
    ...(all.some(each => faultsOf(each).length > 0) ? { faults: row('Planted fault', 20) } : {}),
    site: row('Site session'),
    calls: row('Activation', 46),
    ...(all.some(({ moment }) => moment.extId) ? { extId: row('extID', 20) } : {}),
    jwt: row('JWT in storage', bar, differ ? 34 : 14),
    padlock: row('Padlock', bar, 18),
    ...(journey.moments.some(({ jwtOf }) => jwtOf !== undefined) ? { userId: row('userId', bar, 18) } : {}),
  }
  const steps = Math.max(1, ...all.map(({ moment }) => stepLines(moment).length))
  const { browsers, tabs } = manyPlaces(journey)
  return {
    id: journey.id.replace(/[^\w-]/g, '-'),
    journey,
    columns: all,
    width: all.length * column,
    height: y + 32 + (steps + Number(browsers) + Number(tabs)) * 15,
    axis: y,
    steps,
    people: peopleOf(journey.moments),
    rows,
  }
}

const stepLines = ({ step }: Moment): string[] => wrapAtMost(printable(step), line, 3)

/** Whether the picture has to say in which browser, and in which tab, something was seen. */
const manyPlaces = ({ moments }: JourneyResult): { browsers: boolean; tabs: boolean } => ({
  browsers: new Set(moments.map(({ browser }) => browser)).size > 1,
  tabs: new Set(moments.map(({ tab }) => tab)).size > 1,
})

const isJump = ({ kind }: Mark): boolean => kind === 'clock-jump'

/** What Padlock had in force at this look, or at any time since the one before. */
const faultsOf = ({ moment, marks }: Column): string[] => [
  ...new Set([
    ...moment.faults,
    ...marks.flatMap(({ kind, label, ok }) => (kind === 'fault' && !ok ? [label.replace(/ on$/, '')] : [])),
  ]),
]

const laneNames = ({ rows, height }: Drawing): Markup =>
  markup`<svg class="lanes" width="112" height="${height}" viewBox="0 0 112 ${height}" aria-hidden="true">${Object.values(
    rows,
  ).map(
    ({ name, y, height }) => markup`<text class="lane" x="0" y="${y + Math.min(height, bar) / 2 + 4}">${name}</text>`,
  )}</svg>`

const picture = (drawing: Drawing): Markup => {
  const { id, journey, width, height, rows, axis } = drawing
  return markup`<svg class="timeline" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-labelledby="picture-${id} picture-${id}-words">
<title id="picture-${id}">${`Timeline of the journey «${journey.title}»`}</title>
<desc id="picture-${id}-words">${alternative(journey)}</desc>
<defs>
<clipPath id="column-${id}"><rect x="2" y="0" width="${column - 4}" height="${height}"/></clipPath>
<pattern id="hatch-${id}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V8"/></pattern>
<pattern id="counter-${id}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><path class="hatch" d="M0 0V8"/></pattern>
<pattern id="dots-${id}" width="7" height="7" patternUnits="userSpaceOnUse"><circle class="dot" cx="2" cy="2" r="1.3"/></pattern>
<pattern id="dead-${id}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="dead" d="M0 0V8"/></pattern>
</defs>
<g aria-hidden="true">
${places(drawing)}<path class="rule" d="M0 ${axis}H${width}"/>
<path class="rule" d="M0 ${rows.calls.y + 14}H${width}"/>
${bands(drawing)}${clockLane(drawing)}${faultLane(drawing)}${siteLane(drawing)}${jwtLane(drawing)}${padlockLane(drawing)}${userIdLane(drawing)}${callsLane(drawing)}${extIdLane(drawing)}${axisLabels(drawing)}
</g>
${flags(drawing)}
</svg>`
}

// ── Lanes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type Run = { first: number; length: number; column: Column }

/** Neighbouring columns that are alike, as one. */
const runs = (all: Column[], alike: (column: Column) => string): Run[] => {
  const found: Run[] = []
  all.forEach((each, index) => {
    const last = found.at(-1)
    if (last && alike(last.column) === alike(each)) last.length += 1
    else found.push({ first: index, length: 1, column: each })
  })
  return found
}

const box = ({ first, length }: Run, { y, height }: Row, look: string, fill?: string): Markup =>
  markup`<rect class="${look}" x="${first * column + 4}" y="${y}" width="${length * column - 8}" height="${height}" rx="6"${fill ? markup` fill="url(#${fill})"` : ''}/>`

/** In the middle of a column, on a ground of its own, so that no hatch runs through the letters. */
const words = (text: string, index: number, { y, height }: Row, look = ''): Markup => {
  const shown = wrapAtMost(printable(text), line - 1, 1)[0] ?? ''
  const middle = index * column + column / 2
  const width = Math.min(column - 12, [...shown].length * 7.2 + 14)
  return markup`<rect class="ground ${look}" x="${middle - width / 2}" y="${y + height / 2 - 10}" width="${width}" height="20" rx="4"/><text class="word ${look}" x="${middle}" y="${y + height / 2 + 4}">${shown}</text>`
}

/** To be led to, from wherever something is told of this moment. */
const places = ({ journey, columns: all, axis }: Drawing): Markup =>
  markup`${all.map(
    (_, index) =>
      markup`<rect class="moment" id="${momentAnchor(journey.id, index + 1)}" x="${index * column}" y="0" width="${column}" height="${axis + 26}" rx="6"/>`,
  )}`

/** A clock in front of its words, and a line through all lanes: what follows is later than it looks. */
const clockLane = ({ columns: all, rows: { clock }, axis }: Drawing): Markup =>
  clock === undefined
    ? markup``
    : markup`<path class="rule" d="M0 ${clock.y + 10}H${all.length * column}"/>${all.map(({ marks }, index) => {
        const jumps = marks.filter(isJump)
        if (jumps.length === 0) return markup``
        const told = list(jumps.map(({ label }) => label))
        const shown = wrapAtMost(printable(told), line - 2, 1)[0] ?? ''
        const x = Math.max(1, index * column)
        return markup`<g><title>${told}</title><path class="event clock-jump" d="M${x} ${clock.y}V${axis}"/><rect class="jump" x="${x}" y="${clock.y - 1}" width="${30 + [...shown].length * 6.4}" height="22" rx="4"/><g transform="translate(${x + 14} ${clock.y + 10})">${clockShape}</g><text class="small event-label" x="${x + 26}" y="${clock.y + 14}">${shown}</text></g>`
      })}`
const clockShape = markup`<circle class="clock" r="7"/><path class="hand" d="M0 -4V0L2.8 1.8"/>`

/** What Padlock itself did to the site's surroundings while this was seen. */
const faultLane = ({ columns: all, rows: { faults } }: Drawing): Markup =>
  faults === undefined
    ? markup``
    : markup`${runs(all, each => JSON.stringify([each.moment.browser, faultsOf(each)]))
        .filter(run => faultsOf(run.column).length > 0)
        .map(run => {
          const names = faultsOf(run.column)
          const told = list(names.map(faultWords))
          const fits = Math.floor((run.length * column - 20) / 6.6)
          return markup`<g><title>${list(names)}</title>${box(run, faults, 'planted')}<text class="word" x="${(run.first + run.length / 2) * column}" y="${faults.y + 14}">${wrapAtMost(printable(told), fits, 1)[0]}</text></g>`
        })}`

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** `A · alice` */
const personWords = (people: readonly string[], name: string): string =>
  `${letters[people.indexOf(name)] ?? '?'} · ${name}`

/** Colours and textures come round again after so many people; letters do not. */
const dresses = 4
const dressOf = ({ people }: Drawing, name: string): number => people.indexOf(name) % dresses

/** Colour and texture of a person. */
const personBox = (drawing: Drawing, name: string, run: Run, row: Row): Markup => {
  const dress = dressOf(drawing, name)
  const texture = [undefined, 'hatch', 'dots', 'counter'][dress]
  return markup`${box(run, row, `who who-${dress + 1}`)}${texture && box(run, row, 'texture', `${texture}-${drawing.id}`)}`
}

const personLabel = (drawing: Drawing, name: string, index: number, row: Row): Markup =>
  words(personWords(drawing.people, name), index, row, `on-who-${dressOf(drawing, name) + 1}`)

const siteLane = (drawing: Drawing): Markup => {
  const { columns: all, rows } = drawing
  const boxes = runs(all, ({ moment: { browser, user } }) => JSON.stringify([browser, user])).map(run => {
    const { user } = run.column.moment
    return user === null ? box(run, rows.site, 'none') : personBox(drawing, user, run, rows.site)
  })
  const labels = all.map(({ moment: { user } }, index) =>
    user === null ? words('nobody', index, rows.site, 'quiet') : personLabel(drawing, user, index, rows.site),
  )
  return markup`${boxes}${labels}`
}

/** Whose userId iAdvize has: in the colour of that person, so that somebody else's is seen at once. */
const userIdLane = (drawing: Drawing): Markup => {
  const { columns: all, people, rows } = drawing
  const row = rows.userId
  if (row === undefined) return markup``
  const boxes = runs(all, ({ moment }) =>
    JSON.stringify([moment.browser, moment.tab, moment.jwtOf, moment.padlockOf, isStranger(moment)]),
  ).map(run => {
    const { moment } = run.column
    const identity = identityOf(moment)
    if (identity === undefined) return box(run, row, 'none')
    return markup`${personBox(drawing, identity, run, row)}${isStranger(moment) && box(run, row, 'stranger')}`
  })
  const labels = all.map(({ moment }, index) => {
    const { jwtOf, padlockOf } = moment
    const identity = identityOf(moment)
    if (identity === undefined) return words('none', index, row, 'quiet')
    if (jwtOf != null && padlockOf != null && jwtOf !== padlockOf)
      return words(`${jwtOf} ≠ ${padlockOf}`, index, row, 'bad')
    return isStranger(moment)
      ? words(`≠ ${personWords(people, identity)}`, index, row, 'bad')
      : personLabel(drawing, identity, index, row)
  })
  return markup`${boxes}${labels}`
}

const jwtLane = ({ id, columns: all, rows }: Drawing): Markup => {
  const boxes = runs(all, ({ moment: { browser, tab, jwt } }) => JSON.stringify([browser, tab, jwt])).map(run => {
    if (run.column.moment.jwt === 'none') return box(run, rows.jwt, 'none')
    if (run.column.moment.jwt === 'live') return box(run, rows.jwt, 'live')
    return markup`${box(run, rows.jwt, 'expired')}${box(run, rows.jwt, 'texture', `dead-${id}`)}`
  })
  const look = { live: 'on-accent', dead: 'on-expired', none: 'quiet' }
  return markup`${boxes}${all.map(({ moment }, index) => words(moment.jwt, index, rows.jwt, look[moment.jwt]))}`
}

const padlockLane = ({ columns: all, rows: { padlock } }: Drawing): Markup => {
  const boxes = runs(all, ({ moment }) => JSON.stringify([moment.browser, moment.tab, moment.padlock])).map(run =>
    box(run, padlock, run.column.moment.padlock ? 'locked' : 'none'),
  )
  const middle = padlock.y + padlock.height / 2
  const marks = all.map(({ moment }, index) => {
    const x = index * column + column / 2 - (moment.padlock ? 36 : 24)
    const shackle = moment.padlock ? 'M3 7V4.5a3.5 3.5 0 0 1 7 0V7' : 'M3 7V4.5a3.5 3.5 0 0 1 6.6-1.6'
    const look = moment.padlock ? 'on-ok' : 'quiet'
    return markup`<g class="lock ${look}" transform="translate(${x} ${middle - 7.5})"><path class="shackle" d="${shackle}"/><rect x="1" y="7" width="11" height="8" rx="1.5"/></g><text class="word beside ${look}" x="${x + 20}" y="${middle + 4}">${moment.padlock ? 'padlock' : 'none'}</text>`
  })
  return markup`${boxes}${marks}`
}

const extIdLane = ({ columns: all, rows: { extId } }: Drawing): Markup =>
  extId === undefined
    ? markup``
    : markup`${runs(all, ({ moment }) => JSON.stringify([moment.browser, moment.tab, moment.extId, moment.provoked]))
        .filter(({ column: { moment } }) => moment.extId)
        .map(run => box(run, extId, run.column.moment.provoked ? 'planted' : 'ext-id'))}${all
        .map(
          ({ moment }, index) =>
            moment.extId &&
            markup`<text class="word${moment.provoked ? '' : ' bad'}" x="${index * column + column / 2}" y="${extId.y + 14}">${moment.provoked ? 'planted' : 'extID set'}</text>`,
        )
        .filter(part => part !== false)}`

const callsAbreast = 4

/** What fits into a column, in its order: page loads give way first, failures last. */
const fitting = (marks: Mark[]): { shown: Mark[]; left: number } => {
  const all = marks.filter(({ kind }) => kind in shapes)
  if (all.length <= callsAbreast) return { shown: all, left: 0 }
  const calls = all.filter(({ kind }) => kind !== 'page-load')
  if (calls.length <= callsAbreast) return { shown: calls, left: 0 }
  const weighty = [...calls].sort((one, other) => Number(one.ok) - Number(other.ok)).slice(0, callsAbreast - 1)
  return { shown: calls.filter(mark => weighty.includes(mark)), left: calls.length - weighty.length }
}

/** Shapes stand for what the tag was asked to do; the words are those of the last one, or of the last failure. */
const callsLane = ({ id, columns: all, rows: { calls } }: Drawing): Markup =>
  markup`${all.map(({ marks }, index) => {
    const { shown, left } = fitting(marks)
    const places = shown.length + (left > 0 ? 1 : 0)
    const x = (place: number): number => index * column + column / 2 + (place - (places - 1) / 2) * 22
    const told = shown.findLast(({ ok }) => !ok) ?? shown.findLast(({ kind }) => kind !== 'page-load')
    return markup`${shown.map(
      (mark, place) =>
        markup`<g class="call ${mark.ok ? 'ok' : 'bad'}" transform="translate(${x(place)} ${calls.y + 14})"><title>${mark.label}</title>${shape(mark)}</g>`,
    )}${left > 0 && markup`<text class="small" x="${x(places - 1)}" y="${calls.y + 18}">+${left}</text>`}${
      told &&
      markup`<g transform="translate(${index * column} 0)"><g clip-path="url(#column-${id})"><text class="small ${told.ok ? '' : 'bad'}" x="${column / 2}" y="${calls.y + 42}">${wrapAtMost(printable(told.label), line + 2, 1)[0]}</text></g></g>`
    }`
  })}`

const shapes = {
  'page-load': markup`<path class="tick" d="M0 -7V7"/>`,
  activation: markup`<circle r="9"/><path class="glyph" d="M-4 0.5L-1 3.5L4 -3"/>`,
  'session-renewal': markup`<circle r="9"/><path class="glyph" d="M3.8 -2.6A4.6 4.6 0 1 0 4.6 0.6M4.3 -5.4V-2.2H1.2"/>`,
  logout: markup`<rect x="-9" y="-9" width="18" height="18" rx="3"/><path class="glyph" d="M-4.5 0H4M1 -3.2L4.2 0L1 3.2"/>`,
}
const failed = markup`<path d="M0 -11L11 0L0 11L-11 0Z"/><path class="glyph" d="M-3.2 -3.2L3.2 3.2M3.2 -3.2L-3.2 3.2"/>`
const shape = ({ kind, ok }: Mark): Markup => (ok ? shapes[kind as keyof typeof shapes] : failed)

/** What the shapes in the lane of calls mean; once in a page. */
export const callKey: Markup = markup`<ul class="key" aria-label="How to read the timelines">${(
  [
    [markup`<g class="call">${shapes.activation}</g>`, 'activation, successful'],
    [markup`<g class="call bad">${failed}</g>`, 'activation or renewal, failed'],
    [markup`<g class="call">${shapes['session-renewal']}</g>`, 'session renewed'],
    [markup`<g class="call">${shapes.logout}</g>`, 'logout'],
    [markup`<g class="call">${shapes['page-load']}</g>`, 'page load'],
    [clockShape, 'clock moved on'],
    [
      markup`<rect class="planted" x="-11" y="-7" width="22" height="14" rx="4"/>`,
      'a fault that Padlock planted, to see what the site does',
    ],
    [
      markup`<rect class="who who-1" x="-11" y="-8" width="22" height="16" rx="5"/><text class="word" y="4">A</text>`,
      'a person: session and userId must be of the same one',
    ],
    [markup`<rect class="pill" x="-11" y="-7" width="22" height="14" rx="7"/>`, 'JWT and padlock differ'],
    [
      markup`<rect class="pill provoked" x="-11" y="-7" width="22" height="14" rx="7"/>`,
      'they differ because Padlock made them, as a control',
    ],
    [
      markup`<g class="strip"><rect class="locked" x="-10" y="-6" width="9" height="12" rx="2"/><rect class="open" x="2" y="-6" width="9" height="12" rx="2"/></g>`,
      'beside a title: padlock, and none, moment by moment',
    ],
  ] as const
).map(
  ([drawn, name]) =>
    markup`<li><svg class="sample" width="24" height="24" viewBox="-12 -12 24 24" aria-hidden="true">${drawn}</svg>${name}</li>`,
)}</ul>`

// ── Over all lanes ──────────────────────────────────────────────────────────────────────────────────────────────────

const bands = ({ columns: all, rows: { jwt, padlock } }: Drawing): Markup => {
  const top = jwt.y - 7
  const height = padlock.y + padlock.height + 7 - top
  const middle = (jwt.y + jwt.height + padlock.y) / 2
  const differing = runs(all, ({ moment: { agrees, provoked } }) => String([agrees, provoked])).filter(
    ({ column: { moment } }) => !moment.agrees,
  )
  const look = ({ provoked }: Moment): string => (provoked ? ' provoked' : '')
  return markup`${differing.map(run => box(run, { name: '', y: top, height }, `differ${look(run.column.moment)}`))}${all
    .map((each, index) => ({ ...each, middle: index * column + column / 2 }))
    .filter(({ moment }) => !moment.agrees)
    .map(
      each =>
        markup`<rect class="pill${look(each.moment)}" x="${each.middle - 42}" y="${middle - 11}" width="84" height="22" rx="11"/><text class="word on-bad" x="${each.middle}" y="${middle + 4}">${each.moment.provoked ? 'provoked' : '≠ differ'}</text>`,
    )}`
}

const axisLabels = ({ id, journey, columns: all, axis, steps }: Drawing): Markup => {
  const { browsers, tabs } = manyPlaces(journey)
  return markup`${all.map(({ moment }, index) => {
    const x = column / 2
    const place = [...(browsers ? [`${moment.browser} browser`] : []), ...(tabs ? [moment.tab] : [])]
    return markup`<g transform="translate(${index * column} 0)"><path class="rule" d="M${x} ${axis}v5"/><g clip-path="url(#column-${id})"><title>${moment.step}</title><text class="number" x="${x}" y="${axis + 21}">${index + 1}</text>${stepLines(
      moment,
    ).map((text, row) => markup`<text class="step" x="${x}" y="${axis + 38 + row * 15}">${text}</text>`)}${place.map(
      (text, row) =>
        markup`<text class="small" x="${x}" y="${axis + 38 + (steps + row) * 15}">${wrapAtMost(printable(text), line + 2, 1)[0]}</text>`,
    )}</g></g>`
  })}`
}

const flagsAbreast = 3

/** One flag a requirement, however often it was violated on the way to this look. */
const flagsOf = (
  { marks }: Column,
  journey: JourneyResult,
): { requirement: string; label: string; number: number }[] => {
  const numbers = flagged(journey)
  const found = new Map<string, string>()
  for (const { kind, requirement, label } of marks) {
    if (kind === 'violation' && requirement && !found.has(requirement)) found.set(requirement, label)
  }
  return [...found].map(([requirement, label]) => ({ requirement, label, number: numbers.indexOf(requirement) + 1 }))
}

const flags = ({ journey, columns: all }: Drawing): Markup => {
  const first = new Set<string>()
  return markup`${all.map((each, index) => {
    const here = flagsOf(each, journey)
    const abreast = Math.min(here.length, flagsAbreast)
    return markup`${here.map(({ requirement, label, number }, place) => {
      const x = index * column + column / 2 - (abreast * 36) / 2 + (place % flagsAbreast) * 36 + 4
      const y = Math.floor(place / flagsAbreast) * 28 + 2
      const isFirst = !first.has(requirement)
      first.add(requirement)
      const told = `Flag ${number} at moment ${index + 1}: ${requirement}, ${label}; ${placeWords(each.moment)}`
      return markup`<a class="flag"${isFirst && markup` id="${flagAnchor(journey.id, requirement)}"`} href="${link(requirementAnchor(requirement))}"><title>${told}</title><path class="pole" d="M${x} ${y}V${y + 24}"/><path class="cloth" d="M${x} ${y}h28l-5 8.5l5 8.5h-28z"/><text aria-hidden="true" class="on-bad flag-number" x="${x + 11}" y="${y + 13}">${number}</text></a>`
    })}`
  })}`
}
