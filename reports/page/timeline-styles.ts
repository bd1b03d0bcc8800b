/** What a journey looks like with its timeline: in the report, and on the page that follows a run. */

export const timelineStyles = `.key { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin-bottom: 1.25rem; font-size: 0.875rem; color: var(--muted); }
.key li { display: flex; align-items: center; gap: 0.5rem; }
.journey > summary .about { color: var(--muted); font-size: 0.875rem; }
.journey > summary .about span { margin-left: 0.75rem; }
.journey > .body { padding-left: var(--pad); }
.journey .stopped { color: var(--warn); }
.journey figure:not(.picture) { display: flex; margin-top: 0.75rem; }
.journey .lanes { flex: none; }
.journey figure .scroll { flex: 1 1 0; min-width: 0; border-left: 1px solid var(--line); }
.journey .hint { display: none; margin-top: 0.5rem; font-size: 0.875rem; color: var(--muted); }
.journey .told { margin-top: 0.75rem; max-width: 70rem; }
.journey details.table { margin-top: 1rem; }
.journey details.table table { min-width: 44rem; margin-top: 0.5rem; font-size: 0.875rem; }
.flags { margin-top: 1rem; }
.flags li { display: flex; gap: 0.75rem; align-items: baseline; }
.flags li + li { margin-top: 0.375rem; }
.flags .number { flex: none; min-width: 1.5rem; padding: 0 0.375rem; text-align: center; border-radius: 0.25rem; background: var(--bad); color: var(--surface); font-size: 0.8125rem; font-weight: 650; }

/* pictures */
svg.timeline, svg.lanes, svg.sample { display: block; font-size: 12px; fill: var(--ink); }
svg.timeline { overflow: visible; }
svg.sample { flex: none; }
svg.strip { align-self: center; max-width: 100%; }
.strip .locked { fill: var(--ok); stroke: var(--ok); stroke-width: 1.5; }
.strip .open { fill: none; stroke: var(--muted); stroke-width: 1.5; }
.strip .differ { fill: var(--bad); stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: none; }
.strip .cross { fill: none; stroke: var(--surface); stroke-width: 1.6; stroke-linecap: round; }
svg .lane { font-weight: 600; fill: var(--ink); }
svg .word { text-anchor: middle; font-weight: 600; }
svg .word.beside { text-anchor: start; }
svg .small { text-anchor: middle; font-size: 11px; fill: var(--muted); }
svg .small.bad, svg .word.bad { fill: var(--bad); font-weight: 600; }
svg .step { text-anchor: middle; }
svg .number { text-anchor: middle; font-weight: 700; fill: var(--muted); }
svg .rule { stroke: var(--line); stroke-width: 1; fill: none; }
svg .none { fill: none; stroke: var(--muted); stroke-width: 1; stroke-dasharray: 2 4; }
svg .who { stroke: var(--muted); stroke-width: 1; }
svg .who-1 { fill: var(--who-1); }
svg .who-2 { fill: var(--who-2); }
svg .who-3 { fill: var(--who-3); }
svg .who-4 { fill: var(--who-4); }
svg .stranger { fill: none; stroke: var(--bad); stroke-width: 2.5; }
svg .hatch { stroke: var(--ink); stroke-width: 2; opacity: 0.28; }
svg .dot { fill: var(--ink); opacity: 0.4; }
svg .live { fill: var(--accent); }
svg .expired { fill: var(--warn-soft); stroke: var(--warn); stroke-width: 1; }
svg .dead { stroke: var(--warn); stroke-width: 2; opacity: 0.6; }
svg .locked { fill: var(--ok); }
svg .ext-id { fill: var(--bad-soft); stroke: var(--bad); stroke-width: 1; }
svg .ground { fill: var(--paper); }
svg .ground.quiet { fill: none; }
svg .ground.on-who-1 { fill: var(--who-1); }
svg .ground.on-who-2 { fill: var(--who-2); }
svg .ground.on-who-3 { fill: var(--who-3); }
svg .ground.on-who-4 { fill: var(--who-4); }
svg .ground.bad { fill: var(--bad-soft); }
svg .ground.on-accent { fill: var(--accent); }
svg .ground.on-expired { fill: var(--warn-soft); }
svg .word.quiet { fill: var(--muted); font-weight: 400; }
svg text.on-accent, svg text.on-ok, svg text.on-bad { fill: var(--surface); }
svg text.on-expired { fill: var(--warn); }
svg .lock rect { fill: currentColor; stroke: none; }
svg .lock .shackle { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
svg .lock.on-ok { color: var(--surface); }
svg .lock.quiet { color: var(--muted); }
svg .differ { fill: var(--bad-soft); stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 5 3; }
svg .differ.provoked { fill: none; stroke: var(--muted); }
svg .pill { fill: var(--bad); }
svg .pill.provoked { fill: var(--muted); }
svg .planted { fill: var(--warn-soft); stroke: var(--warn); stroke-width: 1; stroke-dasharray: 3 2; }
svg .call { fill: var(--ok); }
svg .call.bad { fill: var(--bad); }
svg .call .glyph { fill: none; stroke: var(--surface); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
svg .call .tick { fill: none; stroke: var(--muted); stroke-width: 2; stroke-linecap: round; }
svg .event { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }
svg .event-label { text-anchor: start; fill: var(--ink); }
svg .jump { fill: var(--surface); }
svg .clock { fill: var(--accent); stroke: none; }
svg .hand { fill: none; stroke: var(--surface); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
svg .moment { fill: transparent; scroll-margin-top: 6rem; }
svg .moment:target { fill: var(--accent-soft); }
svg .cloth { fill: var(--bad); }
svg .pole { stroke: var(--bad); stroke-width: 2; fill: none; }
svg .flag-number { text-anchor: middle; font-weight: 700; font-size: 11px; }
svg .flag:hover .cloth, svg .flag:target .cloth { stroke: var(--ink); stroke-width: 2; }
svg .flag:focus-visible { outline: none; }
svg .flag:focus-visible .cloth { stroke: var(--accent); stroke-width: 3; }
`
