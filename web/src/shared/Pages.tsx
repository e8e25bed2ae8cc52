import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { count } from './format'

/** Below a list that is read page by page: how much is shown, and the way to more. */
export function Pages({ query, shown }: { query: UseInfiniteQueryResult; shown: number }) {
  const { t, i18n } = useTranslation()
  if (shown === 0) return null
  const text = { count: count(shown, i18n.language) as unknown as number }
  return (
    <div className="more">
      <span className="quiet">{query.hasNextPage ? t('common.shown', text) : t('common.end', text)}</span>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}
