import { Button, Table } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Count } from '../../shared/Count'
import { bytes, count, span } from '../../shared/format'
import { Nothing } from '../../shared/Nothing'
import { ProblemView } from '../../shared/ProblemView'
import { RunTag } from '../../shared/states'
import { Time, useNow } from '../../shared/Time'
import { secondsOf, useRuns, type Run } from './queries'
import { triggerText } from './triggerText'

/** Runs of a flow, newest first. */
export function RunTable({ flow }: { flow: string }) {
  const { t, i18n } = useTranslation()
  const runs = useRuns(flow)
  const now = useNow(2)
  const rows = useMemo(() => runs.data?.pages.flatMap((page) => page.items) ?? [], [runs.data])
  return (
    <>
      {runs.isError && <ProblemView error={runs.error} retry={() => void runs.refetch()} />}
      <Table<Run>
        rowKey="id"
        size="medium"
        pagination={false}
        loading={runs.isLoading}
        scroll={{ x: 1000 }}
        dataSource={rows}
        locale={{ emptyText: runs.isFetching ? ' ' : <Nothing title={t('runs.empty')} hint={t('runs.emptyHint')} /> }}
        columns={[
          { title: t('runs.id'), width: 80, render: (_, run) => <Link to={`/runs/${run.id}`}>{run.id}</Link> },
          { title: t('common.state'), width: 120, render: (_, run) => <RunTag state={run.state} /> },
          { title: t('runs.trigger'), width: 120, render: (_, run) => triggerText(run.trigger, t) },
          { title: t('runs.startedAt'), width: 140, render: (_, run) => <Time at={run.startedAt} /> },
          {
            title: t('runs.duration'),
            width: 110,
            render: (_, run) => <span className="figures">{span(secondsOf(run, now), i18n.language)}</span>,
          },
          {
            title: t('runs.slices'),
            width: 90,
            align: 'right',
            render: (_, run) => <span className="figures">{`${run.slicesDone} / ${run.sliceCount}`}</span>,
          },
          { title: t('runs.read'), width: 100, align: 'right', render: (_, run) => <Count value={run.read.read} /> },
          { title: t('runs.fresh'), width: 90, align: 'right', render: (_, run) => <Count value={run.read.fresh} quietZero /> },
          {
            title: t('runs.changed'),
            width: 90,
            align: 'right',
            render: (_, run) => <Count value={run.read.changed} quietZero />,
          },
          {
            title: t('runs.unchanged'),
            width: 100,
            align: 'right',
            render: (_, run) => <Count value={run.read.unchanged} quietZero />,
          },
          {
            title: t('runs.bytes'),
            width: 100,
            align: 'right',
            render: (_, run) => <span className="figures">{bytes(run.read.bytes, i18n.language)}</span>,
          },
          {
            title: t('runs.speed'),
            width: 120,
            align: 'right',
            render: (_, run) => (
              <span className="figures">
                {t('runs.perSecond', {
                  value: count(Math.round(run.read.read / Math.max(secondsOf(run, now), 0.1)), i18n.language),
                })}
              </span>
            ),
          },
        ]}
      />
      {runs.hasNextPage && (
        <div className="more">
          <Button loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </>
  )
}
