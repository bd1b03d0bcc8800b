/** What to do where the page that asks “really sign out?” has activated again after iAdvize.logout. */
export const questionCure =
  'call «await iAdvize.logout()» when the visitor answers the question, or don’t activate on the page that asks: the visitor is about to leave'
