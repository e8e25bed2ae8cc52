import { Alert, Badge, Card, Flex, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Loaded } from '../../shared/Loaded'
import { Page } from '../../shared/Page'
import { FlowTag } from '../../shared/states'
import { Time } from '../../shared/Time'
import { useUrlFilter } from '../../shared/urlState'
import { DocumentTable } from '../documents/DocumentTable'
import { RunTable } from '../runs/RunTable'
import { FlowActions } from './FlowActions'
import { FlowPicture } from './FlowPicture'
import { FlowProblems } from './FlowProblems'
import { FlowSource } from './FlowSource'
import { FlowTargets } from './FlowTargets'
import { FlowTriggers } from './FlowTriggers'
import { useFlow, useFlowGraph } from './queries'

const filters = ['tab'] as const

/** One flow: its picture with live counts, documents, runs, source. */
export function FlowPage() {
  const { t } = useTranslation()
  const { name = '' } = useParams()
  const flow = useFlow(name)
  const graph = useFlowGraph(name)
  const [filter, change] = useUrlFilter(filters)
  const data = flow.data
  return (
    <Page
      title={data?.title ?? name}
      above={[{ title: t('flows.title'), to: '/flows' }]}
      tag={data && <FlowTag state={data.state} />}
      under={
        data && (
          <Flex gap={16} wrap>
            <span>{data.name}</span>
            <span title={t('flows.watermarkHint')}>
              {t('flows.watermark')} <Time at={data.watermark} />
            </span>
            <span>
              {t('flows.lastRun')} <Time at={data.run?.startedAt} ago empty={t('common.never')} />
            </span>
            <span>
              {t('flows.nextRun')} <Time at={data.nextRunAt} ago empty={t('overview.noNext')} />
            </span>
          </Flex>
        )
      }
      actions={data && <FlowActions flow={data} />}
    >
      <Loaded query={flow}>
        {(view) => (
          <>
            {view.error && (
              <Alert type="error" showIcon title={t('flows.stopped')} description={<span className="pre">{view.error}</span>} />
            )}
            <Card styles={{ body: { paddingTop: 4 } }}>
              <Tabs
                activeKey={filter.tab ?? (view.state === 'broken' ? 'problems' : 'picture')}
                onChange={(tab) => change({ tab })}
                destroyOnHidden
                items={[
                  {
                    key: 'picture',
                    label: t('flows.tabs.picture'),
                    children: (
                      <Loaded query={graph}>
                        {(drawn) => (
                          <Flex vertical gap={16}>
                            <FlowPicture graph={drawn} flow={view} />
                            <FlowTargets flow={view} />
                            <FlowTriggers triggers={drawn.triggers} />
                          </Flex>
                        )}
                      </Loaded>
                    ),
                  },
                  {
                    key: 'documents',
                    label: t('flows.tabs.documents'),
                    children: <DocumentTable filter={{ flow: name }} withFlow={false} />,
                  },
                  { key: 'runs', label: t('flows.tabs.runs'), children: <RunTable flow={name} /> },
                  {
                    key: 'source',
                    label: t('flows.tabs.source'),
                    children: (
                      <Loaded query={graph}>{(drawn) => <FlowSource yaml={drawn.yaml} problems={view.problems} />}</Loaded>
                    ),
                  },
                  {
                    key: 'problems',
                    label: (
                      <Badge count={view.problems.length} size="small" offset={[10, 0]}>
                        {t('flows.tabs.problems')}
                      </Badge>
                    ),
                    children: <FlowProblems problems={view.problems} />,
                  },
                ]}
              />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}
