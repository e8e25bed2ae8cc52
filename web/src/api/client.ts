import createClient, { type Middleware } from 'openapi-fetch'
import { Problem } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

const refusals: Middleware = {
  async onResponse({ request, response }) {
    if (!response.ok) throw await Problem.of(nameOf(request), response)
  },
  onError({ request, error }) {
    if (error instanceof Problem || (error instanceof DOMException && error.name === 'AbortError')) return error
    return Problem.unreachable(nameOf(request))
  },
}

function nameOf(request: Request): string {
  return `${request.method} ${new URL(request.url).pathname}`
}

/** Calls the server; every call is checked against its OpenAPI description. Changes carry the header that pages of others cannot send. */
export const api = createClient<paths>({ baseUrl: '', headers: { 'X-Requested-With': 'weir' } })
api.use(refusals)

/** The answer's body. Refusals have been thrown as {@link Problem} before. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call
  return data as T
}
