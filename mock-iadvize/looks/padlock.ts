/** The padlock: what it looks like and what it is called, wherever it is drawn. */

export const padlockPaths = (verified: boolean): { shackle: string; body: string } => ({
  shackle: verified ? 'M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9' : 'M6.5 9V6.5a3.5 3.5 0 0 1 6.7-1.4',
  body: 'M5.5 9h9a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z',
})
export const padlockName = (verified: boolean): string => (verified ? 'Identity verified' : 'Identity not verified')
export const padlockClass = (verified: boolean): string => (verified ? 'padlock verified' : 'padlock')
