/**
 * Padlock's sandbox in a Cypress suite: plain HTTP by cy.request, with nothing of Padlock's installed. The site under test is that of
 * docs/first-padlock.md; SITE and SANDBOX in the environment name others.
 *
 *     npx cypress run --project docs/examples/cypress
 *
 * Read, and held to the control API by a test, but never run: Cypress could not be had where Padlock is made.
 */
module.exports = {
  e2e: {
    baseUrl: process.env.SITE || 'http://localhost:8000',
    specPattern: 'e2e/**/*.cy.js',
    supportFile: 'support/sandbox.js',
  },
  env: { SANDBOX: process.env.SANDBOX || 'http://127.0.0.1:4280' },
  video: false,
}
