/**
 * What the site's backend does, in every stack. harness/cures/executed.spec.ts executes what Debian's packages can execute and
 * has the tokens judged.
 */
import { stacks, type CureTopic, type Stack, type StackCode } from './snippet.ts'
import { c } from './stacks/c.ts'
import { dotnet } from './stacks/dotnet.ts'
import { elixir } from './stacks/elixir.ts'
import { go } from './stacks/go.ts'
import { java } from './stacks/java.ts'
import { node } from './stacks/node.ts'
import { perl } from './stacks/perl.ts'
import { php } from './stacks/php.ts'
import { python } from './stacks/python.ts'
import { ruby } from './stacks/ruby.ts'
import { rust } from './stacks/rust.ts'

export const stackCode: Record<Stack, StackCode> = {
  node,
  php,
  java,
  python,
  dotnet,
  ruby,
  go,
  perl,
  elixir,
  c,
  rust,
}

const inEveryStack = (part: 'makeTheToken' | 'providerEndpoint'): CureTopic['code'] =>
  Object.fromEntries(stacks.map(stack => [stack, stackCode[stack][part]]))

/** The token provider's heart: sign, then encrypt. */
export const makeTheToken: CureTopic = {
  id: 'make-the-token',
  title: 'make the nested token: sign first, then encrypt',
  code: inEveryStack('makeTheToken'),
}

/** The endpoint that hands the token to the page: a few lines of each framework. */
export const providerEndpoint: CureTopic = {
  id: 'provider-endpoint',
  title: 'hand the token to the page: by the session alone, 401 for guests, never stored',
  code: inEveryStack('providerEndpoint'),
}
