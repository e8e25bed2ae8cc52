import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemView } from './ProblemView'

interface LoadedProps<T> {
  query: UseQueryResult<T>
  children: (data: T) => ReactNode
  /** Lines of the grey picture that stands there while it loads. */
  rows?: number
}

/** What a query gave; before that its outline, or why it could not be had. Old data stays on the page when a refresh fails. */
export function Loaded<T>({ query, children, rows = 6 }: LoadedProps<T>) {
  const { t } = useTranslation()
  if (query.data !== undefined)
    return (
      <>
        {query.isError && <ProblemView error={query.error} retry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    )
  if (query.isError) return <ProblemView error={query.error} retry={() => void query.refetch()} />
  return (
    <div role="status" aria-label={t('app.loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  )
}
