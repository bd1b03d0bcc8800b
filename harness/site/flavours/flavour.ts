/** A flavour: the sound shop, built another way. */
import { readFileSync } from 'node:fs'
import type { Express, Request, Response } from 'express'
import type { Customer } from '../customers.ts'
import type { Page } from '../pages.ts'
import type { Session, ShopPlan } from '../plan.ts'
import type { SessionSurroundings, ShopSessions } from '../sessions.ts'

export type Flavour = {
  /** how such a site is made, in one plain sentence */
  summary: string
  apply(plan: ShopPlan): ShopPlan
  /** routes of the shop that come before its own */
  doors?: Doors
  /** how visitors are known again; by default the server remembers them, and a cookie holds a number */
  sessions?(surroundings: SessionSurroundings): ShopSessions
  /** the page asks for consent before it does anything of the chat's */
  consent?: true
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
  /** other ways to sign in and out */
  doors?: Doors
  close(): Promise<void>
}

export type Doors = (shop: Express, own: ShopItself) => void

/** What the shop does itself. */
export type ShopItself = {
  signIn(request: Request, response: Response, customer: Customer): Session
  signOut(request: Request, response: Response): void
  customerOf(request: Request): Customer | null
  customerWith(username: unknown, password: unknown): Customer | undefined
  show(request: Request, response: Response, page: Page): Promise<void>
}

/** Source of a script that pages of a flavour load. */
export const pageScript = (name: string): string =>
  readFileSync(new URL(`../scripts/${name}.js`, import.meta.url), 'utf8')
