/** A brand as it should be, for tests of the mock: its tenant and a token provider that does everything right. */
import { CompactEncrypt, CompactSign } from 'jose'
import {
  documentedIssuer,
  innerHeader,
  outerHeader,
  recommendedTokenLifetime,
  userIdClaim,
  visitorDataClaim,
  type ExchangeRequest,
} from '../contract.ts'
import { defaultTokenSettings, type Tenant } from '../token/decision.ts'
import { brand, iAdvize } from './sample-keys.ts'

export const sid = '1234'
/** A visitor id and device id as the tag makes them. */
export const visitor = { vuid: 'a1'.repeat(22) + 'c', deviceId: '0b4a5f0e-6c1d-4a57-9c36-5f4f0d7f1a11' }

const bytes = (text: string) => new TextEncoder().encode(text)

/** A token for a user, as the brand's backend makes it now. */
async function token(userId: string, visitorData: Record<string, string> = {}): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + recommendedTokenLifetime
  const claims = { iss: documentedIssuer, exp, [userIdClaim]: userId, [visitorDataClaim]: visitorData }
  const signed = new CompactSign(bytes(JSON.stringify(claims))).setProtectedHeader(innerHeader)
  const sealed = new CompactEncrypt(bytes(await signed.sign(brand.privateKey))).setProtectedHeader(outerHeader)
  return sealed.encrypt(iAdvize.publicKey)
}

const tenant: Tenant = {
  sid,
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}

export const sampleBrand = { tenant, token }

/** What the tag posts for a guest. */
export const guestRequest: ExchangeRequest = { sid, ...visitor, option: 'ANONYMOUS', page: '/account' }
/** What the tag posts for a signed-in visitor. */
export const signInRequest = (token: string): ExchangeRequest => ({
  ...guestRequest,
  option: 'SECURED_AUTHENTICATION',
  token,
})
