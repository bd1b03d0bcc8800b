/** The page from which Padlock is run: who may ask, and how it is answered. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { schemaProblems } from '../../mock-iadvize/input/schema-problems.ts'
import { jsonBody } from '../../mock-iadvize/network/handlers.ts'
import { createGuard, signsIn, type Guarded } from '../../mock-iadvize/sandbox/guard.ts'
import { refuse, requestBody } from '../../mock-iadvize/sandbox/request-body.ts'
import type { PageBeside } from '../../mock-iadvize/sandbox/sandbox.ts'
import { askForToken, type TokenWords } from '../../mock-iadvize/sandbox/token-page.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { createAnswers, notFound, problem, uiPath } from './answers.ts'
import type { Answer, AnswerOptions } from './answers.ts'
import { wishes } from './wishes.ts'

export type UiOptions = AnswerOptions & {
  token: string
  /** hears of faults of our own */
  onFault: (error: unknown) => void
}

export type Ui = PageBeside & {
  /** a run that is under way is cancelled, and its report is written */
  close(): Promise<void>
}

/** Bytes: a configuration has some thousand. */
const maxBody = 262_144

const guardedBy = (token: string): Guarded => ({
  name: 'this page',
  pages: 'the page that runs Padlock and its answers',
  // Cookies are of a host, whatever the port: two pages at once must not take each other's.
  cookie: `padlock-ui-${createHash('sha256').update(token).digest('hex').slice(0, 8)}`,
  tokenAsked: 'this page starts browsers and reads files of this machine, so it asks for its token',
  tokenFrom: 'in the address that the terminal shows',
})

const tokenWords: TokenWords = {
  app: 'Padlock',
  title: 'This page asks for its token',
  wrong: 'The token that this browser has shown is not that of this page. It changes with each start.',
  lead: 'From here Padlock is run on this machine, so it is for whoever has started it. The terminal in which it was started shows a link that holds the token; open that link, or write the token here:',
  help: '<p>This browser keeps it until it is closed.</p>',
}

export const createUi = ({ token, onFault, ...options }: UiOptions): Ui => {
  const guarded = guardedBy(token)
  const guard = createGuard({ host: null, token, guarded })
  const answers = createAnswers(options)

  const acted = async (request: IncomingMessage, response: ServerResponse, name: string): Promise<Answer | null> => {
    if (name === 'cancel') {
      request.resume()
      return answers.cancel()
    }
    if (name === 'keys') {
      request.resume()
      return answers.makeKeys()
    }
    if (!Object.hasOwn(wishes, name)) return notFound
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return problem(415, 'the body is not declared as JSON', 'send «Content-Type: application/json»')
    const text = await requestBody(request, maxBody)
    if (text === null) return null
    if (typeof text !== 'string') return problem(text.status, text.error, text.cure)
    const schema: z.ZodType = wishes[name as keyof typeof wishes]
    const given = jsonBody(text)
    const { data, error } = schema.safeParse(given)
    if (error) {
      const [first] = schemaProblems(given, error, { schema, isSecret: () => true })
      return problem(400, `${first?.where || 'the body'}: ${first?.says}`, 'load the page again')
    }
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    return answers.acts[name as keyof typeof wishes](data as never, gone.signal)
  }

  const answerTo = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<Answer | null> => {
    const [name = '', ...rest] = url.pathname
      .slice(uiPath.length + 1)
      .split('/')
      .map(decodeURIComponent)
    if (request.method === 'POST') return rest.length === 0 ? acted(request, response, name) : notFound
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return problem(405, 'this is not done here', 'ask with GET or POST')
    if (name === 'events')
      return answers.follow(response) ? null : problem(429, 'too many pages follow the run', 'close some of them')
    return Object.hasOwn(answers.reads, name) && (rest.length === 0 || name === 'runs')
      ? (answers.reads[name]?.(url, rest) ?? notFound)
      : notFound
  }

  return {
    path: uiPath,
    name: 'Certify',
    async serve(request, response, url) {
      const isPage = url.pathname === uiPath
      const foreign = guard.host(request)
      if (foreign) return refuse(response, foreign)
      if (signsIn(request, response, url, { ...guarded, isPage })) return
      const refused = guard.own(request, isPage)
      if (refused?.status === 401 && isPage && request.headers.accept?.includes('text/html'))
        return askForToken(response, {
          wasWrong: request.headers.cookie?.includes(`${guarded.cookie}=`) ?? false,
          words: tokenWords,
        })
      if (refused) return refuse(response, refused)
      let answer: Answer | null
      try {
        answer = await answerTo(request, response, url)
      } catch (error) {
        if (!(error instanceof UsageError) && !(error instanceof URIError)) onFault(error)
        answer =
          error instanceof UsageError
            ? problem(422, answers.scrubbed(error.problems.join(' · ')), 'choose another one')
            : error instanceof URIError
              ? notFound
              : problem(500, 'this page has a fault of its own', 'the terminal in which it was started says more')
      }
      if (answer === null || response.destroyed || response.headersSent) return
      response.writeHead(answer.status, {
        ...(answer.type && { 'content-type': `${answer.type}; charset=utf-8` }),
        'cache-control': 'no-store',
        'content-security-policy': answer.policy ?? "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        ...(request.complete ? {} : { connection: 'close' }),
      })
      response.end(answer.body)
    },
    async close() {
      await answers.close()
    },
  }
}
