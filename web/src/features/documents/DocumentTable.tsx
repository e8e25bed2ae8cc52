import { Button, Drawer, Select, Table } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Nothing } from '../../shared/Nothing'
import { ProblemView } from '../../shared/ProblemView'
import { DeliveryTag, deliveryStates } from '../../shared/states'
import { Time } from '../../shared/Time'
import { useUrlFilter } from '../../shared/urlState'
import { DocumentView } from './DocumentView'
import { ErrorText } from './ErrorText'
import { useDocuments, type Document } from './queries'

const filters = ['state', 'target', 'doc'] as const

// Sending is never stored.
const stored = deliveryStates.filter((state) => state !== 'sending')

/** Documents of a flow, page after page; one of them opens at the side. */
export function DocumentTable({ flow }: { flow: string }) {
  const { t } = useTranslation()
  const [filter, change] = useUrlFilter(filters)
  const state = stored.find((s) => s === filter.state)
  const documents = useDocuments({ flow, state, target: filter.target })
  const rows = useMemo(() => documents.data?.pages.flatMap((page) => page.items) ?? [], [documents.data])
  return (
    <>
      <div className="filters card-filters">
        <Select
          className="filter-state"
          aria-label={t('common.state')}
          allowClear
          placeholder={t('documents.anyState')}
          value={state ?? null}
          onChange={(next: string | null) => change({ state: next ?? undefined })}
          options={stored.map((s) => ({ value: s, label: t(`delivery.${s}`) }))}
        />
        <Button onClick={() => void documents.refetch()}>{t('common.refresh')}</Button>
      </div>
      {documents.isError && <ProblemView error={documents.error} retry={() => void documents.refetch()} />}
      <Table<Document>
        rowKey="id"
        size="medium"
        pagination={false}
        loading={documents.isLoading}
        scroll={{ x: 1000 }}
        dataSource={rows}
        locale={{
          emptyText: documents.isFetching ? ' ' : <Nothing title={t('documents.empty')} hint={t('documents.emptyHint')} />,
        }}
        columns={[
          {
            title: t('documents.key'),
            width: 190,
            render: (_, row) => (
              <Link
                to={`/flows/${encodeURIComponent(flow)}/documents/${encodeURIComponent(row.key)}`}
                onClick={(event) => {
                  event.preventDefault()
                  change({ doc: row.key })
                }}
              >
                {row.key}
              </Link>
            ),
          },
          {
            title: t('documents.targetNumber'),
            width: 150,
            render: (_, row) => row.targetNumber ?? <span className="quiet">–</span>,
          },
          { title: t('common.state'), width: 120, render: (_, row) => <DeliveryTag state={row.state} /> },
          { title: t('documents.tries'), width: 70, align: 'right', dataIndex: 'tries' },
          { title: t('documents.acceptedAt'), width: 130, render: (_, row) => <Time at={row.acceptedAt} /> },
          { title: t('documents.error'), render: (_, row) => row.error && <ErrorText error={row.error} advice={false} /> },
        ]}
      />
      {documents.hasNextPage && (
        <div className="more">
          <Button loading={documents.isFetchingNextPage} onClick={() => void documents.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
      <Drawer
        open={filter.doc !== undefined}
        onClose={() => change({ doc: undefined })}
        size={760}
        title={filter.doc}
        destroyOnHidden
        extra={
          filter.doc && (
            <Link to={`/flows/${encodeURIComponent(flow)}/documents/${encodeURIComponent(filter.doc)}`}>
              {t('documents.openPage')}
            </Link>
          )
        }
      >
        {filter.doc && <DocumentView flow={flow} documentKey={filter.doc} />}
      </Drawer>
    </>
  )
}
