import { App, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { prettyJson } from '../../shared/format'
import { Loaded } from '../../shared/Loaded'
import { ProblemView } from '../../shared/ProblemView'
import { useCorrection, useRecord } from './queries'

interface CorrectionDialogProps {
  flow: string
  documentKey: string
  revision: number
  onClose: () => void
}

/** Edits the record of a document and sends it again. */
export function CorrectionDialog({ flow, documentKey, revision, onClose }: CorrectionDialogProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<{ record: string; reason: string }>()
  const record = useRecord(flow, documentKey, revision)
  const correction = useCorrection(flow, documentKey)
  const send = ({ record: text, reason }: { record: string; reason: string }) =>
    correction.mutate(
      { recordText: text, reason: reason.trim(), revision },
      {
        onSuccess: (answer) => {
          void message.success(t('documents.corrected', { no: answer.revision }))
          onClose()
        },
      },
    )
  return (
    <Modal
      open
      width={760}
      title={t('documents.correctTitle', { key: documentKey })}
      onCancel={onClose}
      okText={t('documents.correctDo')}
      confirmLoading={correction.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet">{t('documents.correctHint')}</p>
      <Loaded query={record}>
        {(text) => (
          <Form form={form} layout="vertical" initialValues={{ record: prettyJson(text) ?? text }} onFinish={send}>
            <Form.Item
              name="record"
              label={t('documents.record')}
              rules={[
                {
                  validator: (_, value: string) => {
                    try {
                      JSON.parse(value)
                      return Promise.resolve()
                    } catch (error) {
                      return Promise.reject(
                        new Error(t('documents.notJson', { why: error instanceof Error ? error.message : '' })),
                      )
                    }
                  },
                },
              ]}
            >
              <Input.TextArea className="code-edit" autoSize={{ minRows: 10, maxRows: 22 }} spellCheck={false} />
            </Form.Item>
            <Form.Item
              name="reason"
              label={t('documents.reason')}
              rules={[{ required: true, whitespace: true, message: t('documents.reasonNeeded') }]}
            >
              <Input maxLength={500} />
            </Form.Item>
          </Form>
        )}
      </Loaded>
      {correction.isError && <ProblemView error={correction.error} />}
    </Modal>
  )
}
