import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Card, Flex, Form, Input, InputNumber, Modal, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, body, type Schemas } from '../../api/client'
import { Loaded } from '../../shared/Loaded'
import { Nothing } from '../../shared/Nothing'
import { ProblemView } from '../../shared/ProblemView'
import { ShownOnce } from '../../shared/ShownOnce'
import { Time } from '../../shared/Time'
import { useRefused } from '../../shared/useRefused'
import { roles, useSession } from '../session/session'

type Token = Schemas['TokenView']

/** Personal access tokens, for programs. */
export function Tokens() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const refused = useRefused()
  const [making, setMaking] = useState(false)
  const tokens = useQuery({ queryKey: ['my-tokens'], queryFn: ({ signal }) => body(api.GET('/api/v1/me/tokens', { signal })) })
  const revoke = useMutation({
    mutationFn: async (id: string) => {
      await api.DELETE('/api/v1/me/tokens/{id}', { params: { path: { id } } })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['my-tokens'] }),
  })
  const ask = (token: Token) =>
    modal.confirm({
      title: t('account.revokeTitle', { name: token.name }),
      content: t('account.revokeText'),
      okText: t('account.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync(token.id).then(() => void message.success(t('account.revoked')), refused),
    })
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Flex className="card-filters" justify="space-between" align="center" gap={16}>
        <span className="quiet">{t('account.tokensHint')}</span>
        <Button type="primary" onClick={() => setMaking(true)}>
          {t('account.newToken')}
        </Button>
      </Flex>
      <Loaded query={tokens}>
        {(all) => (
          <Table<Token>
            rowKey="id"
            size="medium"
            pagination={false}
            dataSource={all}
            locale={{ emptyText: <Nothing title={t('account.noTokens')} /> }}
            columns={[
              { title: t('account.tokenName'), dataIndex: 'name' },
              { title: t('account.tokenPrefix'), width: 150, render: (_, token) => <code>{token.prefix}…</code> },
              { title: t('people.role'), width: 130, render: (_, token) => t(`role.${token.role}`) },
              { title: t('session.workspace'), width: 130, dataIndex: 'workspace' },
              {
                title: t('account.lastUsed'),
                width: 130,
                render: (_, token) => <Time at={token.lastUsedAt} ago empty={t('common.never')} />,
              },
              { title: t('account.expires'), width: 150, render: (_, token) => <Time at={token.expiresAt} /> },
              {
                title: t('common.actions'),
                width: 100,
                render: (_, token) => (
                  <Button size="small" danger type="text" onClick={() => ask(token)}>
                    {t('account.revoke')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {making && <NewToken onClose={() => setMaking(false)} />}
    </Card>
  )
}

function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { role } = useSession()
  const [form] = Form.useForm<Schemas['TokenRequest']>()
  const create = useMutation({
    mutationFn: (request: Schemas['TokenRequest']) => body(api.POST('/api/v1/me/tokens', { body: request })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['my-tokens'] }),
  })
  if (create.data)
    return (
      <Modal
        open
        title={t('account.tokenTitle')}
        onCancel={onClose}
        footer={
          <Button type="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        }
      >
        <p>{t('account.tokenOnce')}</p>
        <ShownOnce text={create.data.token} label={t('account.tokenTitle')} />
      </Modal>
    )
  return (
    <Modal
      open
      title={t('account.newToken')}
      onCancel={onClose}
      okText={t('account.newToken')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" initialValues={{ role, days: 90 }} onFinish={(values) => create.mutate(values)}>
        <Form.Item
          name="name"
          label={t('account.tokenName')}
          rules={[{ required: true, whitespace: true, message: t('session.needed', { field: t('account.tokenName') }) }]}
        >
          <Input autoFocus maxLength={100} />
        </Form.Item>
        <Form.Item name="role" label={t('people.role')}>
          <Select options={roles.map((value) => ({ value, label: `${t(`role.${value}`)} · ${t(`role.hint.${value}`)}` }))} />
        </Form.Item>
        <Form.Item
          name="days"
          label={t('account.tokenDays')}
          rules={[{ required: true, message: t('session.needed', { field: t('account.tokenDays') }) }]}
        >
          <InputNumber min={1} max={366} />
        </Form.Item>
      </Form>
      {create.isError && <ProblemView error={create.error} />}
    </Modal>
  )
}
