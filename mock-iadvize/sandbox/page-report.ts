/**
 * Name of a global function in the page, by which the page watcher of the harness sends what it saw. Imports nothing that a browser
 * lacks.
 */
export const reportBinding = '__padlockObserve'
