import { Card, Input, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Count } from '../../shared/Count'
import { Loaded } from '../../shared/Loaded'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { FlowTag } from '../../shared/states'
import { Time } from '../../shared/Time'
import { link, useUrlFilter } from '../../shared/urlState'
import { CountBar } from './CountBar'
import { needsPerson, onTheWay, sum } from './counts'
import { FlowActions } from './FlowActions'
import { useFlows, type Flow } from './queries'

const filters = ['q'] as const

export function FlowList() {
  const { t } = useTranslation()
  const flows = useFlows()
  const [filter, change] = useUrlFilter(filters)
  const wanted = (filter.q ?? '').toLocaleLowerCase()
  return (
    <Page title={t('flows.title')}>
      <Card styles={{ body: { padding: 0 } }}>
        <div className="filters card-filters">
          <Input.Search
            className="filter-text"
            placeholder={t('flows.search')}
            aria-label={t('flows.search')}
            allowClear
            value={filter.q ?? ''}
            onChange={(event) => change({ q: event.target.value })}
          />
        </div>
        <Loaded query={flows}>
          {(all) => (
            <Table<Flow>
              rowKey="name"
              size="medium"
              pagination={false}
              scroll={{ x: 1000 }}
              dataSource={all.filter((flow) => `${flow.name} ${flow.title ?? ''}`.toLocaleLowerCase().includes(wanted))}
              locale={{
                emptyText:
                  all.length === 0 ? (
                    <Nothing title={t('overview.empty')} hint={t('overview.emptyHint')} />
                  ) : (
                    <Nothing title={t('flows.emptySearch')} />
                  ),
              }}
              columns={[
                {
                  title: t('common.name'),
                  render: (_, flow) => (
                    <>
                      <Link to={`/flows/${encodeURIComponent(flow.name)}`}>{flow.title ?? flow.name}</Link>
                      <div className="quiet small">{flow.name}</div>
                    </>
                  ),
                },
                { title: t('common.state'), width: 120, render: (_, flow) => <FlowTag state={flow.state} /> },
                {
                  title: t('overview.needPerson'),
                  width: 100,
                  align: 'right',
                  render: (_, flow) => {
                    const open = needsPerson(sum(flow.targets.map((target) => target.counts)))
                    return open === 0 ? (
                      <Count value={0} quietZero />
                    ) : (
                      <Link to={link('/documents', { flow: flow.name, state: 'failed,inDoubt,held' })} className="bad">
                        <Count value={open} />
                      </Link>
                    )
                  },
                },
                {
                  title: t('overview.onTheWay'),
                  width: 90,
                  align: 'right',
                  render: (_, flow) => <Count value={onTheWay(sum(flow.targets.map((target) => target.counts)))} quietZero />,
                },
                {
                  title: t('flows.counts'),
                  width: 170,
                  render: (_, flow) => <CountBar counts={sum(flow.targets.map((target) => target.counts))} />,
                },
                {
                  title: t('flows.lastRun'),
                  width: 120,
                  render: (_, flow) => <Time at={flow.run?.startedAt} ago empty={t('common.never')} />,
                },
                {
                  title: t('flows.nextRun'),
                  width: 120,
                  render: (_, flow) => <Time at={flow.nextRunAt} ago empty={t('overview.noNext')} />,
                },
                { title: t('common.actions'), width: 170, render: (_, flow) => <FlowActions flow={flow} small /> },
              ]}
            />
          )}
        </Loaded>
      </Card>
    </Page>
  )
}
