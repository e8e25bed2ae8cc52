import { CheckCircleOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Card, Flex, Form, Input, Modal, QRCode, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, body } from '../../api/client'
import { ProblemView } from '../../shared/ProblemView'
import { ShownOnce } from '../../shared/ShownOnce'
import { useSession } from '../session/session'

/** Codes of an authenticator app beside the password. */
export function SecondFactor() {
  const { t } = useTranslation()
  const { user } = useSession()
  const [open, setOpen] = useState(false)
  return (
    <Card className="narrow">
      <Flex vertical gap={12} align="start">
        <div>
          {user.secondFactor ? (
            <Tag color="success" icon={<CheckCircleOutlined />}>
              {t('account.factorOn')}
            </Tag>
          ) : (
            <Tag>{t('account.factorOff')}</Tag>
          )}
        </div>
        <div className="quiet">{t('account.factorHint')}</div>
        <Button type={user.secondFactor ? 'default' : 'primary'} danger={user.secondFactor} onClick={() => setOpen(true)}>
          {user.secondFactor ? t('account.factorRemove') : t('account.factorStart')}
        </Button>
      </Flex>
      {open && (user.secondFactor ? <Remove onClose={() => setOpen(false)} /> : <SetUp onClose={() => setOpen(false)} />)}
    </Card>
  )
}

function SetUp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ code: string }>()
  const offer = useMutation({ mutationFn: () => body(api.POST('/api/v1/me/second-factor')) })
  const proof = useMutation({
    mutationFn: (code: string) =>
      body(api.PUT('/api/v1/me/second-factor', { body: { secret: offer.data?.secret ?? '', code: code.replace(/\s/g, '') } })),
  })
  const close = () => {
    onClose()
    void queries.invalidateQueries({ queryKey: ['session'] })
  }
  if (proof.data)
    return (
      <Modal
        open
        title={t('account.codesTitle')}
        closable={false}
        footer={
          <Button type="primary" onClick={close}>
            {t('account.codesSaved')}
          </Button>
        }
      >
        <p>{t('account.codesHint')}</p>
        <ShownOnce text={proof.data.recoveryCodes.join('\n')} label={t('account.codesTitle')} />
      </Modal>
    )
  return (
    <Modal
      open
      title={t('account.factorStart')}
      onCancel={onClose}
      okText={t('account.factorFinish')}
      okButtonProps={{ disabled: !offer.data }}
      confirmLoading={proof.isPending}
      onOk={() => form.submit()}
      afterOpenChange={(shown) => {
        if (shown && offer.isIdle) offer.mutate()
      }}
    >
      {offer.isError && <ProblemView error={offer.error} retry={() => offer.mutate()} />}
      {offer.data && (
        <Flex vertical gap={12}>
          <div>{t('account.factorScan')}</div>
          <Flex gap={16} align="center">
            <QRCode value={offer.data.uri} size={168} aria-label={t('account.qr')} bgColor="#fff" color="#000" />
            <code className="factor-key">{offer.data.secret}</code>
          </Flex>
          <Form form={form} layout="vertical" onFinish={({ code }) => proof.mutate(code)}>
            <Form.Item
              name="code"
              label={t('account.factorCode')}
              rules={[{ required: true, pattern: /^\s*\d{3}\s*\d{3}\s*$/, message: t('account.factorCode') }]}
            >
              <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={8} className="filter-short" />
            </Form.Item>
          </Form>
          {proof.isError && <ProblemView error={proof.error} />}
        </Flex>
      )}
    </Modal>
  )
}

function Remove({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ password: string }>()
  const removal = useMutation({
    mutationFn: async (password: string) => {
      await api.POST('/api/v1/me/second-factor/remove', { body: { password } })
    },
    onSuccess: () => {
      void message.success(t('account.factorRemoved'))
      onClose()
      void queries.invalidateQueries({ queryKey: ['session'] })
    },
  })
  return (
    <Modal
      open
      title={t('account.factorRemove')}
      onCancel={onClose}
      okText={t('account.factorRemove')}
      okButtonProps={{ danger: true }}
      confirmLoading={removal.isPending}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" onFinish={({ password }) => removal.mutate(password)}>
        <Form.Item
          name="password"
          label={t('account.currentPassword')}
          rules={[{ required: true, message: t('session.needed', { field: t('account.currentPassword') }) }]}
        >
          <Input.Password autoFocus autoComplete="current-password" />
        </Form.Item>
      </Form>
      {removal.isError && <ProblemView error={removal.error} />}
    </Modal>
  )
}
