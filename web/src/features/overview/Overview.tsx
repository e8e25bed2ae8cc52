import { CheckCircleFilled, ExclamationCircleFilled, RightOutlined, WarningFilled } from '@ant-design/icons'
import { Card, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Count } from '../../shared/Count'
import { Loaded } from '../../shared/Loaded'
import { Nothing } from '../../shared/Nothing'
import { Page } from '../../shared/Page'
import { FlowTag, RunTag } from '../../shared/states'
import { Time } from '../../shared/Time'
import { link } from '../../shared/urlState'
import { useConnections } from '../connections/queries'
import { CountBar } from '../flows/CountBar'
import { needsPerson, onTheWay, sum } from '../flows/counts'
import { FlowActions } from '../flows/FlowActions'
import { useFlows, type Flow } from '../flows/queries'
import { attentionOf } from './attention'

/** What runs, what fails, what waits. */
export function Overview() {
  const { t } = useTranslation()
  const flows = useFlows()
  return (
    <Page title={t('overview.title')}>
      <Loaded query={flows} rows={10}>
        {(all) => (
          <>
            <Tiles flows={all} />
            <AttentionList flows={all} />
            <FlowTable flows={all} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Tiles({ flows }: { flows: readonly Flow[] }) {
  const { t } = useTranslation()
  const connections = useConnections()
  const total = sum(flows.flatMap((flow) => flow.targets.map((target) => target.counts)))
  const open = needsPerson(total)
  const trouble = (connections.data ?? []).filter(
    (connection) => connection.problems.length > 0 || (connection.status?.failuresInARow ?? 0) > 0,
  ).length
  return (
    <div className="tiles">
      <Tile
        to={link('/documents', { state: 'failed,inDoubt,held' })}
        name={t('overview.needPerson')}
        hint={t('overview.needPersonHint')}
        value={open}
        bad={open > 0}
      />
      <Tile
        to={link('/documents', { state: 'waiting,retrying' })}
        name={t('overview.onTheWay')}
        hint={t('overview.onTheWayHint')}
        value={onTheWay(total)}
      />
      <Tile
        to={link('/documents', { state: 'delivered' })}
        name={t('overview.delivered')}
        hint={t('overview.deliveredHint')}
        value={total.delivered}
      />
      <Tile
        to="/flows"
        name={t('overview.flows')}
        hint={t('overview.running', { count: flows.filter((flow) => flow.state === 'running').length })}
        value={flows.length}
      />
      <Tile
        to="/connections"
        name={t('overview.connections')}
        hint={trouble === 0 ? t('overview.connectionsOk') : t('overview.connectionsBad', { count: trouble })}
        value={connections.data?.length ?? 0}
        bad={trouble > 0}
      />
    </div>
  )
}

interface TileProps {
  to: string
  name: string
  hint: string
  value: number
  bad?: boolean
}

function Tile({ to, name, hint, value, bad = false }: TileProps) {
  return (
    <Link to={to} className="tile">
      <Card size="small" hoverable>
        <div className="quiet">{name}</div>
        <div className={bad ? 'figure bad' : 'figure'}>
          <Count value={value} />
        </div>
        <div className="quiet small clip" title={hint}>
          {hint}
        </div>
      </Card>
    </Link>
  )
}

function AttentionList({ flows }: { flows: readonly Flow[] }) {
  const { t, i18n } = useTranslation()
  const connections = useConnections()
  const found = attentionOf(flows, connections.data ?? [], t, i18n.language)
  if (flows.length === 0) return null
  return (
    <Card size="small" title={t('overview.attention')}>
      {found.length === 0 ? (
        <div>
          <CheckCircleFilled className="good" /> {t('overview.allQuiet')}
        </div>
      ) : (
        <ul className="attention">
          {found.map((item) => (
            <li key={item.key}>
              <Link to={item.to}>
                {item.kind === 'error' ? <ExclamationCircleFilled className="bad" /> : <WarningFilled className="warn" />}{' '}
                {item.text}
                <RightOutlined className="quiet small" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function FlowTable({ flows }: { flows: readonly Flow[] }) {
  const { t } = useTranslation()
  return (
    <Card size="small" title={t('overview.flows')} styles={{ body: { padding: 0 } }}>
      <Table<Flow>
        rowKey="name"
        size="medium"
        pagination={false}
        scroll={{ x: 980 }}
        dataSource={flows}
        locale={{ emptyText: <Nothing title={t('overview.empty')} hint={t('overview.emptyHint')} /> }}
        columns={[
          {
            title: t('common.name'),
            render: (_, flow) => <Link to={`/flows/${encodeURIComponent(flow.name)}`}>{flow.title ?? flow.name}</Link>,
          },
          { title: t('common.state'), width: 110, render: (_, flow) => <FlowTag state={flow.state} /> },
          {
            title: t('overview.progress'),
            width: 180,
            render: (_, flow) => <CountBar counts={sum(flow.targets.map((target) => target.counts))} />,
          },
          {
            title: t('overview.lastRun'),
            width: 230,
            render: (_, flow) =>
              flow.run ? (
                <Link to={`/runs/${flow.run.id}`} className="plain">
                  <RunTag state={flow.run.state} /> <Time at={flow.run.startedAt} ago />
                </Link>
              ) : (
                <span className="quiet">{t('common.never')}</span>
              ),
          },
          {
            title: t('overview.nextRun'),
            width: 130,
            render: (_, flow) => <Time at={flow.nextRunAt} ago empty={t('overview.noNext')} />,
          },
          { title: t('common.actions'), width: 170, render: (_, flow) => <FlowActions flow={flow} small /> },
        ]}
      />
    </Card>
  )
}
