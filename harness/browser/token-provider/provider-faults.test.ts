import { expect, test } from '@playwright/test'
import { isSameRequest } from './provider-faults.ts'

const asked = (url: string, body: object | null = null, method = body ? 'POST' : 'GET') => ({
  method,
  url: `https://shop.test${url}`,
  body: body && JSON.stringify(body),
})

test('the same request again, whatever changes from call to call', () => {
  const first = asked('/ajax?action=chat-token&now=1733', { operationName: 'ChatToken', variables: { at: 1 } })
  const again = asked('/ajax?now=1801&action=chat-token', { operationName: 'ChatToken', variables: { at: 2 } })
  expect(isSameRequest(first, again)).toBe(true)
  expect(isSameRequest(asked('/token?n=4417'), asked('/token?n=4418'))).toBe(true)
})

test('another operation of the same endpoint is another request', () => {
  expect(isSameRequest(asked('/ajax?action=chat-token'), asked('/ajax?action=basket'))).toBe(false)
  expect(isSameRequest(asked('/graphql', { query: '{ token }' }), asked('/graphql', { query: '{ orders }' }))).toBe(
    false,
  )
  expect(isSameRequest(asked('/token'), asked('/token', {}))).toBe(false)
  expect(isSameRequest(asked('/token'), asked('/tokens'))).toBe(false)
})
