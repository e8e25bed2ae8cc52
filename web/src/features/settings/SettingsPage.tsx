import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Card, Flex, Form, Input, Modal, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { api, body } from '../../api/client'
import { Loaded } from '../../shared/Loaded'
import { Page } from '../../shared/Page'
import { problemTitle, ProblemView } from '../../shared/ProblemView'
import { useEnter, useMay, useSession } from '../session/session'

/** The workspace, other workspaces, the server. */
export function SettingsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('settings.title')}>
      <WorkspaceCard />
      <WorkspacesCard />
      <ServerCard />
    </Page>
  )
}

function WorkspaceCard() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const mayEdit = useMay()('workspace.edit')
  const { workspace } = useSession()
  const rename = useMutation({
    mutationFn: (name: string) =>
      body(api.PATCH('/api/v1/workspaces/{id}', { params: { path: { id: workspace.id } }, body: { name } })),
    onSuccess: async () => {
      void message.success(t('settings.renamed'))
      await queries.invalidateQueries({ queryKey: ['session'] })
    },
  })
  return (
    <Card title={t('settings.workspace')} size="small">
      <Form
        layout="inline"
        key={workspace.id}
        initialValues={{ name: workspace.name }}
        disabled={!mayEdit}
        onFinish={({ name }: { name: string }) => rename.mutate(name.trim())}
      >
        <Form.Item label={t('settings.workspaceId')}>
          <code>{workspace.id}</code>
        </Form.Item>
        <Form.Item
          name="name"
          label={t('settings.workspaceName')}
          rules={[
            { required: true, whitespace: true, max: 100, message: t('session.needed', { field: t('settings.workspaceName') }) },
          ]}
        >
          <Input className="filter-text" maxLength={100} />
        </Form.Item>
        {mayEdit ? (
          <Button htmlType="submit" loading={rename.isPending}>
            {t('common.save')}
          </Button>
        ) : (
          <span className="quiet">{t('settings.readOnly')}</span>
        )}
      </Form>
      {rename.isError && <ProblemView error={rename.error} />}
    </Card>
  )
}

function WorkspacesCard() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const mayEdit = useMay()('workspace.edit')
  const { workspace, workspaces } = useSession()
  const [making, setMaking] = useState(false)
  const choose = useEnter((id: string) => body(api.POST('/api/v1/session/workspace', { body: { id } })))
  return (
    <Card
      title={t('settings.workspaces')}
      size="small"
      styles={{ body: { padding: 0 } }}
      extra={mayEdit && <Button onClick={() => setMaking(true)}>{t('settings.newWorkspace')}</Button>}
    >
      <Table
        rowKey="id"
        size="medium"
        pagination={false}
        dataSource={workspaces}
        columns={[
          { title: t('settings.workspaceName'), dataIndex: 'name' },
          { title: t('settings.workspaceId'), render: (_, one) => <code>{one.id}</code> },
          { title: t('people.role'), width: 160, render: (_, one) => t(`role.${one.role}`) },
          {
            title: t('common.actions'),
            width: 130,
            render: (_, one) =>
              one.id === workspace.id ? (
                <Tag color="blue">{t('settings.current')}</Tag>
              ) : (
                <Button
                  size="small"
                  loading={choose.isPending}
                  onClick={() =>
                    choose.mutate(one.id, {
                      onSuccess: () => void navigate('/'),
                      onError: (error) => void message.error(problemTitle(error, t)),
                    })
                  }
                >
                  {t('settings.enter')}
                </Button>
              ),
          },
        ]}
      />
      {making && <NewWorkspace onClose={() => setMaking(false)} />}
    </Card>
  )
}

function NewWorkspace({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ id: string; name: string }>()
  const create = useMutation({
    mutationFn: (request: { id: string; name: string }) => body(api.POST('/api/v1/workspaces', { body: request })),
    onSuccess: async () => {
      void message.success(t('settings.created'))
      await queries.invalidateQueries({ queryKey: ['session'] })
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('settings.newWorkspace')}
      onCancel={onClose}
      okText={t('settings.newWorkspace')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet">{t('settings.newWorkspaceHint')}</p>
      <Form form={form} layout="vertical" onFinish={(values) => create.mutate(values)}>
        <Form.Item
          name="name"
          label={t('settings.workspaceName')}
          rules={[{ required: true, whitespace: true, message: t('session.needed', { field: t('settings.workspaceName') }) }]}
        >
          <Input autoFocus maxLength={100} />
        </Form.Item>
        <Form.Item
          name="id"
          label={t('settings.workspaceId')}
          extra={t('settings.idHint')}
          rules={[{ required: true, pattern: /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, message: t('settings.idHint') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        {create.isError && <ProblemView error={create.error} />}
      </Form>
    </Modal>
  )
}

function ServerCard() {
  const { t } = useTranslation()
  const health = useQuery({ queryKey: ['health'], queryFn: ({ signal }) => body(api.GET('/api/v1/health', { signal })) })
  const ready = useQuery({
    queryKey: ['ready'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/health/ready', { signal })),
    refetchInterval: 15_000,
  })
  return (
    <Card title={t('settings.about')} size="small">
      <Loaded query={health} rows={2}>
        {({ version }) => (
          <Flex vertical gap={8}>
            <dl className="facts">
              <dt>{t('settings.version')}</dt>
              <dd>{version}</dd>
              <dt>{t('common.state')}</dt>
              <dd>{ready.isError ? t('settings.notReady') : t('settings.ready')}</dd>
              {ready.data && (
                <>
                  <dt>{t('settings.silos')}</dt>
                  <dd>{ready.data.silos}</dd>
                </>
              )}
            </dl>
            {ready.isError && <ProblemView error={ready.error} />}
            <a href="/openapi/v1.json" target="_blank" rel="noreferrer">
              {t('settings.apiDocs')}
            </a>
          </Flex>
        )}
      </Loaded>
    </Card>
  )
}
