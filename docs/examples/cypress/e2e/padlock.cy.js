const signIn = () => {
  cy.visit('/')
  cy.get('#sign-in button').click()
  cy.get('#who').should('have.text', 'Signed in as Ada.')
}
const activated = result => cy.get('#chat').should('have.text', result)

it('shows the agent a padlock beside a signed-in visitor', () => {
  signIn()
  cy.awaitPadlock('account-7f3a').its('visitorData.firstName').should('equal', 'Ada')
})

it('takes the padlock away at sign-out', () => {
  signIn()
  activated('authentication-success')
  cy.get('#sign-out button').click()
  cy.get('#who').should('have.text', 'Nobody is signed in.')
  // The new page activates for a guest: what came before it has reached the desk.
  activated('authentication-success')
  cy.sandbox('GET', '/conversations')
    .its('body')
    .should(conversations => {
      const ofUsers = conversations.filter(({ userId }) => userId !== null)
      expect(ofUsers.map(({ padlock }) => padlock)).to.deep.equal([false])
    })
})

it('survives an outage of iAdvize', () => {
  cy.sandbox('PUT', '/fault', { name: 'exchange-server-error' })
  signIn()
  activated('authentication-failure: Failed to fetch authentication with a server error')
})

it('makes a sound token', () => {
  signIn()
  activated('authentication-success')
  // What Padlock says is wrong, with the cure.
  cy.sandbox('GET', '/activations?limit=1').its('body.0.token.findings').should('deep.equal', [])
})
