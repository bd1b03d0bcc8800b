/** A flavour: the sound shop, built another way. */
import { readFileSync } from 'node:fs'
import type { Express, Request, Response } from 'express'
import type { Customer } from '../customers.ts'
import type { ShopPlan } from '../plan.ts'

export type Flavour = {
  /** how such a site is made, in one plain sentence */
  summary: string
  apply(plan: ShopPlan): ShopPlan
  /** a package that only Padlock's own repository installs */
  needs?: string
  /** opens what the shop needs on another origin of the brand's */
  neighbour?(shop: Shop): Promise<Neighbour>
}

/** The shop as its neighbour knows it. */
export type Shop = {
  origin: string
  sid: string
  platform: string
  customers: readonly Customer[]
  /** whose name and password these are; what comes from a form may be anything */
  customerWith(username: unknown, password: unknown): Customer | undefined
}

export type Neighbour = {
  origin: string
  /** routes of the shop that come before its own: other ways to sign in and out */
  doors?(shop: Express, sessions: Sessions): void
  close(): Promise<void>
}

export type Sessions = {
  signIn(request: Request, response: Response, customer: Customer): void
  signOut(request: Request, response: Response): void
  customerOf(request: Request): Customer | null
}

/** Source of a script that pages of a flavour load. */
export const pageScript = (name: string): string =>
  readFileSync(new URL(`../scripts/${name}.js`, import.meta.url), 'utf8')
