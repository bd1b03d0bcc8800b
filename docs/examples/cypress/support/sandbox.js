/** cy.sandbox: one call of the control API of the site 4242. The OpenAPI document is at SANDBOX/control/openapi.json. */
const within = 20 // seconds

Cypress.Commands.add('sandbox', (method, path, body) =>
  // cy.request goes out from Node, not from the page: the control API refuses pages of other origins.
  cy.request({
    method,
    url: `${Cypress.env('SANDBOX')}/control/v1/tenants/4242${path}`,
    body,
    failOnStatusCode: false,
    timeout: (within + 10) * 1000,
  }),
)

/** The agent's view of this user as soon as there is a padlock; fails with why there is none, and the cure. */
Cypress.Commands.add('awaitPadlock', userId =>
  cy.sandbox('GET', `/padlock?userId=${encodeURIComponent(userId)}&timeout=${within}`).then(({ status, body }) => {
    expect(status, status === 200 ? 'a padlock' : `${body.error}; cure: ${body.cure}`).to.equal(200)
    return body
  }),
)

beforeEach(() => {
  // Visitors, conversations and faults of the test before are forgotten; keys and settings stay.
  cy.sandbox('POST', '/reset').its('status').should('equal', 204)
})
