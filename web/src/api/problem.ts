import type { components } from './schema'

export type ProblemDetails = components['schemas']['ProblemDetails']

/** A call that was refused or never answered: what was attempted, and what came back. */
export class Problem extends Error {
  readonly call: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** Stable name of the problem, for example flow-unknown. */
  readonly code: string
  readonly detail: string | null
  /** Seconds after which the server allows another attempt. */
  readonly retryAfter: number | null

  constructor(
    call: string,
    status: number,
    code: string,
    title: string,
    detail: string | null,
    retryAfter: number | null = null,
  ) {
    super(title)
    this.name = 'Problem'
    this.call = call
    this.status = status
    this.code = code
    this.detail = detail
    this.retryAfter = retryAfter
  }

  static async of(call: string, response: Response): Promise<Problem> {
    const text = await response.text()
    const retryAfter = Number(response.headers.get('Retry-After'))
    const wait = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null
    try {
      const details = JSON.parse(text) as Partial<ProblemDetails>
      if (typeof details.title === 'string')
        return new Problem(
          call,
          response.status,
          details.code ?? `http-${response.status}`,
          details.title,
          details.detail ?? null,
          wait,
        )
    } catch {
      // Not from Weir: a proxy in between answers with a page of its own.
    }
    const title = response.statusText === '' ? `HTTP ${response.status}` : `HTTP ${response.status} ${response.statusText}`
    return new Problem(call, response.status, `http-${response.status}`, title, text.slice(0, 500) || null, wait)
  }

  static unreachable(call: string): Problem {
    return new Problem(call, 0, 'unreachable', '', null)
  }
}
