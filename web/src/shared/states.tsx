import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  FilterOutlined,
  MinusCircleOutlined,
  PauseCircleOutlined,
  QuestionCircleOutlined,
  ReloadOutlined,
  StopOutlined,
  SyncOutlined,
} from '@ant-design/icons'
import { Tag, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'

type Delivery = Schemas['DeliveryState']
type Flow = Schemas['FlowState']
type Run = Schemas['RunProgress']

/** In the order in which a person looks for them. */
export const deliveryStates = [
  'failed',
  'inDoubt',
  'held',
  'retrying',
  'waiting',
  'sending',
  'delivered',
  'rejected',
] as const satisfies readonly Delivery[]

interface Look {
  color: string
  icon: ReactNode
}

export const deliveryLook: Record<Delivery, Look> = {
  waiting: { color: 'default', icon: <ClockCircleOutlined /> },
  sending: { color: 'processing', icon: <SyncOutlined spin /> },
  delivered: { color: 'success', icon: <CheckCircleOutlined /> },
  retrying: { color: 'gold', icon: <ReloadOutlined /> },
  inDoubt: { color: 'purple', icon: <QuestionCircleOutlined /> },
  failed: { color: 'error', icon: <CloseCircleOutlined /> },
  held: { color: 'orange', icon: <PauseCircleOutlined /> },
  rejected: { color: 'default', icon: <FilterOutlined /> },
}

const flowLook: Record<Flow, Look> = {
  idle: { color: 'default', icon: <MinusCircleOutlined /> },
  running: { color: 'processing', icon: <SyncOutlined spin /> },
  paused: { color: 'orange', icon: <PauseCircleOutlined /> },
  interrupted: { color: 'error', icon: <ExclamationCircleOutlined /> },
  broken: { color: 'error', icon: <CloseCircleOutlined /> },
}

const runLook: Record<Run, Look> = {
  running: { color: 'processing', icon: <SyncOutlined spin /> },
  paused: { color: 'orange', icon: <PauseCircleOutlined /> },
  interrupted: { color: 'error', icon: <ExclamationCircleOutlined /> },
  done: { color: 'success', icon: <CheckCircleOutlined /> },
  cancelled: { color: 'default', icon: <StopOutlined /> },
}

/** A state as icon, word and colour: never by colour alone. */
export function DeliveryTag({ state }: { state: Delivery }) {
  const { t } = useTranslation()
  return (
    <Tooltip title={t(`delivery.hint.${state}`)}>
      <Tag color={deliveryLook[state].color} icon={deliveryLook[state].icon}>
        {t(`delivery.${state}`)}
      </Tag>
    </Tooltip>
  )
}

export function FlowTag({ state }: { state: Flow }) {
  const { t } = useTranslation()
  return (
    <Tooltip title={t(`flowState.hint.${state}`)}>
      <Tag color={flowLook[state].color} icon={flowLook[state].icon}>
        {t(`flowState.${state}`)}
      </Tag>
    </Tooltip>
  )
}

export function RunTag({ state }: { state: Run }) {
  const { t } = useTranslation()
  return (
    <Tag color={runLook[state].color} icon={runLook[state].icon}>
      {t(`runState.${state}`)}
    </Tag>
  )
}
