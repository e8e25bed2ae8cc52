import { DownloadOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Card, Flex, Progress, Table, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, body, type Schemas } from '../../api/client'
import { count } from '../../shared/format'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { Pages } from '../../shared/Pages'
import { ProblemView } from '../../shared/ProblemView'
import { Time } from '../../shared/Time'
import { useRefused } from '../../shared/useRefused'
import { FilterWords } from '../documents/FilterWords'
import { filterNames, type DocumentFilter } from '../documents/filter'
import { useMay } from '../session/session'
import { Refusals } from './Refusals'

type Job = Schemas['JobView']

const colors: Record<Job['state'], string> = { running: 'processing', done: 'success', cancelled: 'default', failed: 'error' }

/** The filter of a job as the ledger has it in its address. */
function filterOf(job: Job): DocumentFilter {
  return Object.fromEntries(filterNames.flatMap((name) => (job.filter[name] ? [[name, job.filter[name]]] : [])))
}

function useCancel() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const refused = useRefused()
  const cancel = useMutation({
    mutationFn: (id: string) => body(api.POST('/api/v1/document-jobs/{id}/cancel', { params: { path: { id: Number(id) } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  })
  return (job: Job) =>
    modal.confirm({
      title: t('jobs.cancelTitle'),
      content: t('jobs.cancelText'),
      okText: t('jobs.cancel'),
      okButtonProps: { danger: true },
      cancelText: t('jobs.keep'),
      onOk: () => cancel.mutateAsync(job.id).then(() => void message.success(t('jobs.cancelled')), refused),
    })
}

/** What was done to many documents at once, and how far it is. */
export function JobsPage() {
  const { t } = useTranslation()
  const mayAct = useMay()('documents.act')
  const cancel = useCancel()
  const [asked, setAsked] = useState<Job | null>(null)
  const jobs = useInfiniteQuery({
    queryKey: ['jobs'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/document-jobs', {
          params: { query: { limit: 50, ...(pageParam !== undefined && { before: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages[0]?.items.some((job) => job.state === 'running') ? 1_500 : 15_000),
  })
  const rows = useMemo(() => jobs.data?.pages.flatMap((page) => page.items) ?? [], [jobs.data])
  return (
    <Page title={t('jobs.title')}>
      <Card styles={{ body: { padding: 0 } }}>
        {jobs.isError && <ProblemView error={jobs.error} retry={() => void jobs.refetch()} />}
        <Table<Job>
          rowKey="id"
          size="medium"
          pagination={false}
          loading={jobs.isLoading}
          scroll={{ x: 1040 }}
          dataSource={rows}
          locale={{ emptyText: jobs.isFetching ? ' ' : <Nothing title={t('jobs.empty')} hint={t('jobs.emptyHint')} /> }}
          columns={[
            { title: t('jobs.id'), width: 70, dataIndex: 'id' },
            { title: t('jobs.action'), width: 90, render: (_, job) => t(`jobs.actions.${job.action}`) },
            {
              title: t('jobs.scope'),
              render: (_, job) => (
                <>
                  <FilterWords filter={filterOf(job)} />
                  {job.reason && (
                    <div className="quiet small">{t('common.labelled', { label: t('jobs.reason'), text: job.reason })}</div>
                  )}
                </>
              ),
            },
            {
              title: t('common.state'),
              width: 100,
              render: (_, job) => <Tag color={colors[job.state]}>{t(`jobs.state.${job.state}`)}</Tag>,
            },
            {
              title: t('jobs.progress'),
              width: 230,
              render: (_, job) => <JobProgress job={job} onRefusals={() => setAsked(job)} />,
            },
            { title: t('jobs.who'), width: 130, ellipsis: true, dataIndex: 'who' },
            { title: t('jobs.orderedAt'), width: 120, render: (_, job) => <Time at={job.orderedAt} /> },
            {
              title: t('common.actions'),
              width: 110,
              render: (_, job) => (
                <>
                  {job.state === 'running' && mayAct && (
                    <Button size="small" danger onClick={() => cancel(job)}>
                      {t('jobs.cancel')}
                    </Button>
                  )}
                  {job.hasFile && (
                    <Button size="small" icon={<DownloadOutlined />} href={`/api/v1/document-jobs/${job.id}/file`} download>
                      {t('jobs.file')}
                    </Button>
                  )}
                </>
              ),
            },
          ]}
        />
        <Pages query={jobs} shown={rows.length} />
      </Card>
      {asked && <Refusals job={asked.id} onClose={() => setAsked(null)} />}
    </Page>
  )
}

function JobProgress({ job, onRefusals }: { job: Job; onRefusals: () => void }) {
  const { t, i18n } = useTranslation()
  const over = job.done + job.failed
  const percent = job.state === 'done' ? 100 : job.total ? Math.min(99, Math.round((100 * over) / job.total)) : 0
  const figure = (value: number) => count(value, i18n.language) as unknown as number
  return (
    <>
      {(job.state !== 'running' || job.total !== null) && (
        <Progress
          percent={percent}
          size="small"
          showInfo={false}
          status={job.state === 'failed' ? 'exception' : job.state === 'running' ? 'active' : 'normal'}
          aria-label={t('jobs.progress')}
        />
      )}
      <Flex gap={8} className="small">
        <span className="quiet">{t('jobs.done', { count: figure(job.done) })}</span>
        {job.failed > 0 && (
          <Button size="small" type="link" className="inline" onClick={onRefusals}>
            {t('jobs.failed', { count: figure(job.failed) })}
          </Button>
        )}
      </Flex>
      {job.error && <div className="bad small pre">{job.error}</div>}
    </>
  )
}
