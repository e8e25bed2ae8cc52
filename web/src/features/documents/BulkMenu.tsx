import { DownOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Form, Input, Modal, type MenuProps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ProblemView } from '../../shared/ProblemView'
import { useMay } from '../session/session'
import { FilterWords } from './FilterWords'
import { sound, type DocumentFilter } from './filter'
import { useOrderJob, type JobAction } from './queries'

type Format = 'csv' | 'xlsx'

/** What can be done to all documents of a filter at once. */
export function BulkMenu({ filter }: { filter: DocumentFilter }) {
  const { t } = useTranslation()
  const mayAct = useMay()('documents.act')
  const [asked, setAsked] = useState<{ action: JobAction; format?: Format } | null>(null)
  const act: MenuProps['items'] = [
    { key: 'release', label: t('documents.releaseAll') },
    { key: 'retry', label: t('documents.retryAll') },
    { key: 'hold', label: t('documents.holdAll') },
    { key: 'skip', label: t('documents.skipAll'), danger: true },
    { type: 'divider' },
  ]
  const choose = (key: string) => {
    if (key === 'csv' || key === 'xlsx') setAsked({ action: 'export', format: key })
    else if (key === 'release' || key === 'retry' || key === 'hold' || key === 'skip') setAsked({ action: key })
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(mayAct ? act : []),
            { key: 'csv', label: t('documents.exportCsv') },
            { key: 'xlsx', label: t('documents.exportXlsx') },
          ],
          onClick: ({ key }) => choose(key),
        }}
      >
        <Button title={t('documents.bulkHint')}>
          {t('documents.bulk')} <DownOutlined />
        </Button>
      </Dropdown>
      {asked && <BulkDialog filter={sound(filter)} {...asked} onClose={() => setAsked(null)} />}
    </>
  )
}

interface BulkDialogProps {
  filter: DocumentFilter
  action: JobAction
  format?: Format
  onClose: () => void
}

/** Says what a job would do to which documents, and orders it. */
export function BulkDialog({ filter, action, format, onClose }: BulkDialogProps) {
  const { t } = useTranslation()
  const { notification } = App.useApp()
  const navigate = useNavigate()
  const [form] = Form.useForm<{ reason?: string }>()
  const order = useOrderJob()
  const needsReason = action === 'hold' || action === 'skip'
  const send = ({ reason }: { reason?: string }) =>
    order.mutate(
      { filter, action, ...(reason?.trim() && { reason: reason.trim() }), ...(format && { format }) },
      {
        onSuccess: () => {
          onClose()
          notification.success({
            title: t('documents.ordered'),
            actions: (
              <Button size="small" type="primary" onClick={() => void navigate('/jobs')}>
                {t('documents.seeJobs')}
              </Button>
            ),
          })
        },
      },
    )
  return (
    <Modal
      open
      title={t(`documents.bulkTitle.${action}`)}
      onCancel={onClose}
      okText={t(`jobs.actions.${action}`)}
      okButtonProps={{ danger: action === 'skip' }}
      confirmLoading={order.isPending}
      onOk={() => form.submit()}
    >
      <p>{t(`documents.bulkText.${action}`)}</p>
      <dl className="facts">
        <dt>{t('documents.bulkScope')}</dt>
        <dd>
          <FilterWords filter={filter} />
        </dd>
      </dl>
      <Form form={form} layout="vertical" className="bulk-form" onFinish={send}>
        {action !== 'export' && (
          <Form.Item
            name="reason"
            label={t('documents.reason')}
            rules={needsReason ? [{ required: true, whitespace: true, message: t('documents.reasonNeeded') }] : []}
          >
            <Input maxLength={500} {...(!needsReason && { placeholder: t('common.optional') })} />
          </Form.Item>
        )}
      </Form>
      {order.isError && <ProblemView error={order.error} />}
    </Modal>
  )
}
