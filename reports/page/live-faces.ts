/** What the sandbox's inspector shows of the report's drawings: fragments of HTML, and their style. */
import type { Faces } from '../../mock-iadvize/sandbox/faces.ts'
import { iconDefinitions } from './icons.ts'
import { liveActivation } from './live-activation.ts'
import { liveRequirements, liveSighting } from './live-requirements.ts'
import { tokenXrayStyle } from './token-xray.ts'

const liveStyle = `
.live-activation { padding: 0.875rem var(--pad) 1rem; }
.live-activation > details > summary { display: grid; grid-template-columns: auto 1fr auto; gap: 0 0.625rem; align-items: center; cursor: pointer; list-style: none; }
.live-activation > details > summary::-webkit-details-marker { display: none; }
.live-activation > details > summary h3 { color: var(--tone); font-size: 1.0625rem; }
.live-activation > details > summary .muted { grid-column: 2; font-size: 0.8125rem; }
.live-activation > details > summary::after { content: ""; grid-area: 1 / 3; width: 0.5rem; height: 0.5rem; margin: -0.25rem 0.125rem 0 0.5rem; border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(45deg); }
.live-activation > details[open] > summary::after { transform: rotate(-135deg); margin-top: 0.25rem; }
.live-warnings { margin-top: 0.75rem; display: grid; gap: 0.375rem; }
.live-warnings li { display: flex; gap: 0.5rem; align-items: center; padding: 0.5rem 0.75rem; border-radius: 0.5rem; background: var(--warn-soft); color: var(--warn); font-weight: 600; }
.live-cure { margin-top: 0.75rem; padding: 0.625rem 0.875rem; border-radius: 0.5rem; background: var(--accent-soft); }
.live-cure strong { color: var(--accent); margin-right: 0.375rem; }
.live-steps { margin-top: 0.875rem; }
.live-steps > li { position: relative; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.625rem; padding: 0.1875rem 0; }
.live-steps > li > .icon { width: 1rem; height: 1rem; margin: 0.25rem 0.125rem 0; background: var(--surface); z-index: 1; }
.live-steps > li:not(:last-child)::before { content: ""; position: absolute; left: 0.5625rem; top: 1.25rem; bottom: -0.5rem; width: 2px; background: var(--line); }
.live-steps > li > div > strong { font-weight: 650; }
.live-steps .padlock { vertical-align: -0.25em; }
.live-steps .more { margin-top: 0.25rem; }
.live-steps .more > summary { color: var(--accent); cursor: pointer; width: fit-content; }
.live-steps .xray { margin-top: 0.625rem; }
.live-count { font-size: 1.0625rem; }
.live-count .violated { color: var(--tone); font-weight: 600; }
.live-count + .muted { font-size: 0.8125rem; }
.live-group { margin-top: 0.875rem; }
.live-group > summary { cursor: pointer; font-weight: 600; width: fit-content; }
.live-group li { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.5rem; padding: 0.4375rem 0; }
.live-group li + li { border-top: 1px solid var(--line); }
.live-group li > .icon { width: 1rem; height: 1rem; margin-top: 0.25rem; }
.live-group li p { font-size: 0.9375rem; }
.live-group li .id { color: var(--muted); font-size: 0.75rem; }
.live-group li .muted { font-size: 0.8125rem; }
.live-finding { margin-top: 0.25rem; display: grid; gap: 0.25rem; font-size: 0.875rem; }
.live-finding > div { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: 0.5rem; }
`

export const liveFaces: Faces = {
  styles: tokenXrayStyle + liveStyle,
  icons: iconDefinitions.markup,
  activation: of => liveActivation(of).markup,
  sighting: of => liveSighting(of).markup,
  requirements: of => liveRequirements(of).markup,
}
