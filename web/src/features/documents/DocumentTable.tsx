import { Drawer, Flex, Table, Tooltip } from 'antd'
import type { TableColumnType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Nothing } from '../../shared/Nothing'
import { Pages } from '../../shared/Pages'
import { ProblemView } from '../../shared/ProblemView'
import { DeliveryTag } from '../../shared/states'
import { Time } from '../../shared/Time'
import { useUrlFilter } from '../../shared/urlState'
import { useFlowTitles } from '../flows/queries'
import { DocumentView } from './DocumentView'
import { ErrorText } from './ErrorText'
import { sound, type DocumentFilter } from './filter'
import { documentPath } from './paths'
import { useDocuments, type Found } from './queries'

const openNames = ['doc', 'in'] as const

/** Documents of a filter; the one that the address names is open at the side. */
export function DocumentTable({ filter, withFlow }: { filter: DocumentFilter; withFlow: boolean }) {
  const { t } = useTranslation()
  const titles = useFlowTitles()
  const [open, change] = useUrlFilter(openNames)
  const wanted = useMemo(() => sound(filter), [filter])
  const documents = useDocuments(wanted)
  const pages = documents.data?.pages
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages])
  const behind = pages?.[0]?.behind ?? 0
  const openFlow = open.in ?? filter.flow
  const isFiltered = Object.keys(wanted).some((name) => name !== 'flow')
  const columns: TableColumnType<Found>[] = [
    {
      title: t('documents.key'),
      width: 170,
      render: (_, row) => (
        <>
          <Link
            to={documentPath(row.flow, row.key)}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              change({ doc: row.key, in: row.flow })
            }}
          >
            {row.number ?? row.key}
          </Link>
          {Object.values(row.fields).length > 0 && (
            <Tooltip title={Object.values(row.fields).join(' · ')}>
              <div className="quiet small clip">{Object.values(row.fields).join(' · ')}</div>
            </Tooltip>
          )}
        </>
      ),
    },
    ...(withFlow
      ? [
          {
            title: t('documents.flow'),
            width: 180,
            ellipsis: true,
            render: (_: unknown, row: Found) => titles.get(row.flow) ?? row.flow,
          },
        ]
      : []),
    { title: t('common.state'), width: 120, render: (_, row) => <DeliveryTag state={row.state} /> },
    {
      title: t('documents.targetNumber'),
      width: 140,
      render: (_, row) => row.targetNumber ?? row.targetId ?? <span className="quiet">–</span>,
    },
    { title: t('documents.tries'), width: 64, align: 'right', dataIndex: 'tries' },
    { title: t('documents.time'), width: 124, render: (_, row) => <Time at={row.updatedAt} /> },
    {
      title: t('documents.error'),
      render: (_, row) =>
        row.error &&
        (row.state === 'rejected' ? (
          <div className="two-lines quiet">{row.error.text}</div>
        ) : (
          <ErrorText error={row.error} short />
        )),
    },
  ]
  return (
    <>
      {behind > 0 && <div className="quiet card-filters">{t('documents.behind', { count: behind })}</div>}
      {documents.isError && <ProblemView error={documents.error} retry={() => void documents.refetch()} />}
      <Table<Found>
        rowKey={(row) => `${row.flow}/${row.target}/${row.id}`}
        size="medium"
        pagination={false}
        loading={documents.isLoading}
        scroll={{ x: 1000 }}
        dataSource={rows}
        columns={columns}
        locale={{
          emptyText:
            documents.isFetching || documents.isError || documents.hasNextPage ? (
              ' '
            ) : isFiltered ? (
              <Nothing title={t('documents.empty')} hint={t('documents.emptyHint')} />
            ) : (
              <Nothing title={t('documents.emptyAll')} hint={t('documents.emptyAllHint')} />
            ),
        }}
      />
      <Pages query={documents} shown={rows.length} />
      <Drawer
        open={open.doc !== undefined && openFlow !== undefined}
        onClose={() => change({ doc: undefined, in: undefined })}
        size={820}
        destroyOnHidden
        title={
          <Flex justify="space-between" align="center" gap={12}>
            <span className="clip">{open.doc}</span>
            {open.doc && openFlow && (
              <Link to={documentPath(openFlow, open.doc)} className="small">
                {t('documents.openPage')}
              </Link>
            )}
          </Flex>
        }
      >
        {open.doc && openFlow && <DocumentView key={`${openFlow}/${open.doc}`} flow={openFlow} documentKey={open.doc} />}
      </Drawer>
    </>
  )
}
