/**
 * The colours of everything that Padlock shows, by the names that the desk uses too. Every text colour reaches WCAG 2.2 AA
 * (4.5 : 1) on each ground it stands on; a test computes it.
 */
export const palette = {
  light: {
    /** text */
    ink: '#1a2230',
    muted: '#556073',
    accent: '#2b57c9',
    ok: '#0f6e46',
    bad: '#b3261e',
    warn: '#835000',
    /** grounds */
    paper: '#f4f6f9',
    surface: '#ffffff',
    'ok-soft': '#e0f3e8',
    'bad-soft': '#fcebe9',
    'warn-soft': '#fdf0d9',
    'accent-soft': '#e7edfb',
    /** grounds of people in pictures: A, B, C, D; they bear ink alone */
    'who-1': '#d5e3ff',
    'who-2': '#f9dfb4',
    'who-3': '#c9ecd9',
    'who-4': '#f3d3ea',
    /** rules and outlines of no meaning */
    line: '#dce2ea',
  },
  dark: {
    ink: '#e6ebf3',
    muted: '#a2aec0',
    accent: '#93b3ff',
    ok: '#62d49d',
    bad: '#ff9d93',
    warn: '#f0ba62',
    paper: '#10141b',
    surface: '#181e28',
    'ok-soft': '#143023',
    'bad-soft': '#3a1d1b',
    'warn-soft': '#352813',
    'accent-soft': '#222f4b',
    'who-1': '#274178',
    'who-2': '#5b4413',
    'who-3': '#17513a',
    'who-4': '#5c2c52',
    line: '#2b3543',
  },
} as const

export const texts = ['ink', 'muted', 'accent', 'ok', 'bad', 'warn'] as const
export const grounds = ['paper', 'surface', 'ok-soft', 'bad-soft', 'warn-soft', 'accent-soft'] as const
/** Grounds that bear ink alone. */
export const people = ['who-1', 'who-2', 'who-3', 'who-4'] as const

const properties = (scheme: 'light' | 'dark'): string =>
  Object.entries(palette[scheme])
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ')

/** Custom properties `--ink`, `--paper`, …; the dark ones where the reader prefers them, never on paper. */
export const paletteCss = `:root { color-scheme: light dark; ${properties('light')} }
@media screen and (prefers-color-scheme: dark) { :root { ${properties('dark')} } }`
