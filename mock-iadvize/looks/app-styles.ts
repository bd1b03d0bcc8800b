/** What the sandbox's pages, desk and inspector, have in common beside {@link baseStyles}: the bar, the padlock, forms and callouts. */
import { baseStyles } from './base-styles.ts'

export const appStyles = `${baseStyles}
/* These pages change while they are read: a smooth scroll is cut off by it, and ends nowhere. */
html { scroll-behavior: auto; }
h1, h2, h3 { font-size: 1rem; line-height: 1.4; letter-spacing: 0; margin: 0; }
button, textarea, input, select { font: inherit; color: inherit; }
.app { margin: 0; font-size: 0.9375rem; line-height: 1.5; }

.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.25rem; padding: 0.625rem 1.25rem; background: var(--surface); border-bottom: 1px solid var(--line); }
.bar h1 { font-weight: 650; white-space: nowrap; }
.bar nav ul { display: flex; gap: 0.25rem; }
.bar nav a { display: block; padding: 0.25rem 0.75rem; border-radius: 1rem; color: var(--ink); text-decoration: none; }
.bar nav a:hover { background: var(--paper); }
.bar nav a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
.bar .about, .bar .status { color: var(--muted); font-size: 0.8125rem; }
.bar .site { display: flex; align-items: center; gap: 0.375rem; font-size: 0.8125rem; color: var(--muted); }
.bar .status { margin-left: auto; white-space: nowrap; }
.status::before { content: ""; display: inline-block; width: 0.5rem; height: 0.5rem; margin-right: 0.4375rem; border-radius: 50%; background: var(--warn); }
.status[data-live]::before { background: var(--ok); }

.padlock { flex: none; width: 1.125rem; height: 1.125rem; color: var(--muted); fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.padlock.verified { color: var(--ok); }
.padlock.verified .body { fill: currentColor; }

.callout { padding: 0.75rem 0.875rem; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
.callout strong { display: block; }
.callout[data-tone="ok"] { border-color: transparent; background: var(--ok-soft); }
.callout[data-tone="ok"] strong { color: var(--ok); }
.callout[data-tone="warn"] { border-color: transparent; background: var(--warn-soft); }
.callout[data-tone="warn"] strong { color: var(--warn); }
.callout[data-tone="bad"] { border-color: transparent; background: var(--bad-soft); }
.callout[data-tone="bad"] strong { color: var(--bad); }

input, textarea, select { padding: 0.375rem 0.625rem; border: 1px solid var(--muted); border-radius: 0.5rem; background: var(--surface); }
input[type="checkbox"] { width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--accent); }
textarea { resize: vertical; }
::placeholder { color: var(--muted); opacity: 1; }
.button.main { border-color: transparent; background: var(--accent); color: var(--surface); font-weight: 600; }
.button.main:hover { color: var(--surface); text-decoration: underline; text-underline-offset: 0.18em; }

@media (max-width: 40rem) {
  .bar { padding: 0.5rem 1rem; gap: 0.375rem 0.75rem; }
}
`
