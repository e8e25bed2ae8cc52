import { Alert, Card, Progress, Statistic, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { Schemas } from '../../api/client'
import { Count } from '../../shared/Count'
import { bytes, count, span } from '../../shared/format'
import { Loaded } from '../../shared/Loaded'
import { Page } from '../../shared/Page'
import { RunTag } from '../../shared/states'
import { Time, useNow } from '../../shared/Time'
import { link } from '../../shared/urlState'
import { useFlowTitles } from '../flows/queries'
import { secondsOf, useRun } from './queries'
import { triggerText } from './triggerText'

type Slice = Schemas['SliceView']

/** One run: how far it is, what it read, slice by slice. */
export function RunPage() {
  const { t, i18n } = useTranslation()
  const { id = '' } = useParams()
  const detail = useRun(Number(id))
  const now = useNow(2)
  const titles = useFlowTitles()
  const run = detail.data?.run
  return (
    <Page
      title={t('runs.run', { id })}
      above={[{ title: t('runs.title'), to: run ? link('/runs', { flow: run.flow }) : '/runs' }]}
      tag={run && <RunTag state={run.state} />}
      under={
        run && (
          <>
            <Link to={`/flows/${encodeURIComponent(run.flow)}`}>{titles.get(run.flow) ?? run.flow}</Link> ·{' '}
            {triggerText(run.trigger, t)} · <Time at={run.startedAt} />
          </>
        )
      }
      actions={run && <Link to={link('/documents', { flow: run.flow })}>{t('runs.documents')}</Link>}
    >
      <Loaded query={detail}>
        {({ run, slices }) => {
          const seconds = secondsOf(run, now)
          return (
            <>
              {run.error && (
                <Alert type="error" showIcon title={t('runs.error')} description={<span className="pre">{run.error}</span>} />
              )}
              <div className="tiles six">
                <Card size="small">
                  <Statistic title={t('runs.read')} value={run.read.read} />
                </Card>
                <Card size="small">
                  <Statistic title={t('runs.fresh')} value={run.read.fresh} />
                </Card>
                <Card size="small">
                  <Statistic title={t('runs.changed')} value={run.read.changed} />
                </Card>
                <Card size="small">
                  <Statistic title={t('runs.unchanged')} value={run.read.unchanged} />
                </Card>
                <Card size="small">
                  <Statistic title={t('runs.duration')} value={span(seconds, i18n.language)} />
                </Card>
                <Card size="small">
                  <Statistic
                    title={t('runs.speed')}
                    value={t('runs.perSecond', {
                      value: count(Math.round(run.read.read / Math.max(seconds, 0.1)), i18n.language),
                    })}
                  />
                </Card>
              </div>
              <Card title={t('runs.slices')} styles={{ body: { padding: 0 } }}>
                <div className="card-filters">
                  <Progress
                    percent={run.sliceCount === 0 ? 100 : Math.round((100 * run.slicesDone) / run.sliceCount)}
                    status={run.state === 'running' ? 'active' : run.state === 'done' ? 'success' : 'normal'}
                    format={() => t('runs.progress', { done: run.slicesDone, count: run.sliceCount })}
                    aria-label={t('runs.slices')}
                  />
                </div>
                <Table<Slice>
                  rowKey="no"
                  size="medium"
                  pagination={slices.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
                  scroll={{ x: 860 }}
                  dataSource={slices}
                  columns={[
                    { title: t('runs.sliceNo'), dataIndex: 'no', width: 80 },
                    {
                      title: t('runs.window'),
                      render: (_, slice) => (
                        <>
                          <Time at={slice.from} empty={t('runs.fromBeginning')} /> →{' '}
                          <Time at={slice.to} empty={t('runs.noEnd')} />
                        </>
                      ),
                    },
                    {
                      title: t('common.state'),
                      width: 100,
                      render: (_, slice) =>
                        slice.done ? t('runs.done') : run.state === 'running' ? t('runs.reading') : t('runs.pending'),
                    },
                    {
                      title: t('runs.pages'),
                      width: 80,
                      align: 'right',
                      render: (_, slice) => <Count value={slice.read.pages} />,
                    },
                    {
                      title: t('runs.read'),
                      width: 100,
                      align: 'right',
                      render: (_, slice) => <Count value={slice.read.read} />,
                    },
                    {
                      title: t('runs.fresh'),
                      width: 90,
                      align: 'right',
                      render: (_, slice) => <Count value={slice.read.fresh} quietZero />,
                    },
                    {
                      title: t('runs.changed'),
                      width: 90,
                      align: 'right',
                      render: (_, slice) => <Count value={slice.read.changed} quietZero />,
                    },
                    {
                      title: t('runs.unchanged'),
                      width: 90,
                      align: 'right',
                      render: (_, slice) => <Count value={slice.read.unchanged} quietZero />,
                    },
                    {
                      title: t('runs.bytes'),
                      width: 100,
                      align: 'right',
                      render: (_, slice) => <span className="figures">{bytes(slice.read.bytes, i18n.language)}</span>,
                    },
                  ]}
                />
              </Card>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
