import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

/** Filters as they stand in an address. Lists are written with commas; what is empty is left out. */
export type UrlFilter = Record<string, string | undefined>

export function readFilter<K extends string>(params: URLSearchParams, names: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {}
  for (const name of names) {
    const value = params.get(name)?.trim()
    if (value) found[name] = value
  }
  return found
}

/** The address with some filters changed; others in it stay. */
export function withFilter(params: URLSearchParams, change: UrlFilter): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') next.delete(name)
    else next.set(name, value)
  }
  return next
}

export function listOf(value: string | undefined): string[] {
  return (value ?? '').split(',').filter((part) => part !== '')
}

/** A link to a page with filters. */
export function link(path: string, filter: UrlFilter): string {
  const query = withFilter(new URLSearchParams(), filter).toString()
  return query === '' ? path : `${path}?${query}`
}

/** The filters of this page, kept in its address. A change replaces the entry of the history, so that "back" leaves the page. */
export function useUrlFilter<K extends string>(names: readonly K[]) {
  const [params, setParams] = useSearchParams()
  const filter = useMemo(() => readFilter(params, names), [params, names])
  const change = useCallback(
    (next: Partial<Record<K, string | undefined>>) => {
      setParams((before) => withFilter(before, next), { replace: true })
    },
    [setParams],
  )
  return [filter, change] as const
}
