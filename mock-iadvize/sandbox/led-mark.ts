/**
 * How the sandbox tells its tag that it runs in a browser whose names are led to the sandbox: the page may be of any origin then, and
 * iAdvize's hosts have their real names. Imports nothing: it runs in a browser as well.
 */
const name = 'padlock-sandbox-led'

/** A script for the page, in front of all others. */
export const ledMark = `Object.defineProperty(window, Symbol.for('${name}'), { value: true, configurable: true })`
export const isLed = (page: object): boolean => Symbol.for(name) in page
