import { useInfiniteQuery } from '@tanstack/react-query'
import { Modal, Table } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api, body, type Schemas } from '../../api/client'
import { Pages } from '../../shared/Pages'
import { ProblemView } from '../../shared/ProblemView'
import { documentPath } from '../documents/paths'

type Refusal = Schemas['RefusalView']

/** Documents to which a job could not be done, each with the reason. */
export function Refusals({ job, onClose }: { job: string; onClose: () => void }) {
  const { t } = useTranslation()
  const refusals = useInfiniteQuery({
    queryKey: ['refusals', job],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/document-jobs/{id}/refusals', {
          params: { path: { id: Number(job) }, query: { limit: 50, ...(pageParam !== undefined && { after: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const rows = useMemo(() => refusals.data?.pages.flatMap((page) => page.items) ?? [], [refusals.data])
  return (
    <Modal open width={760} title={t('jobs.refusals')} onCancel={onClose} footer={null}>
      {refusals.isError && <ProblemView error={refusals.error} />}
      <Table<Refusal>
        rowKey={(row) => `${row.flow}/${row.target}/${row.key}`}
        size="small"
        pagination={false}
        loading={refusals.isLoading}
        scroll={{ y: 420 }}
        dataSource={rows}
        columns={[
          {
            title: t('documents.key'),
            width: 180,
            render: (_, row) => <Link to={documentPath(row.flow, row.key)}>{row.key}</Link>,
          },
          { title: t('documents.target'), width: 120, dataIndex: 'target' },
          { title: t('jobs.why'), dataIndex: 'reason' },
        ]}
      />
      <Pages query={refusals} shown={rows.length} />
    </Modal>
  )
}
