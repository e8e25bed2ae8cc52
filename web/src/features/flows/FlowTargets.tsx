import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Count } from '../../shared/Count'
import { deliveryStates } from '../../shared/states'
import { link } from '../../shared/urlState'
import type { Flow } from './queries'

const states = deliveryStates.filter((state) => state !== 'sending')

/** Deliveries by target and state; every figure leads to its documents. */
export function FlowTargets({ flow }: { flow: Flow }) {
  const { t } = useTranslation()
  if (flow.targets.length === 0) return null
  return (
    <Table
      size="small"
      rowKey="node"
      pagination={false}
      scroll={{ x: 860 }}
      dataSource={flow.targets}
      columns={[
        {
          title: t('flows.target'),
          render: (_, target) => (
            <>
              {target.label ?? target.node} <span className="quiet small">{`${target.connection} · ${target.operation}`}</span>
            </>
          ),
        },
        ...states.map((state) => ({
          title: t(`delivery.${state}`),
          align: 'right' as const,
          width: 96,
          render: (_: unknown, target: Flow['targets'][number]) =>
            target.counts[state] === 0 ? (
              <Count value={0} quietZero />
            ) : (
              <Link to={link('/documents', { flow: flow.name, target: target.node, state })}>
                <Count value={target.counts[state]} />
              </Link>
            ),
        })),
      ]}
    />
  )
}
