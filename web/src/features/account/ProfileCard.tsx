import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Card, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, body } from '../../api/client'
import { ProblemView } from '../../shared/ProblemView'
import { useSession } from '../session/session'

export function ProfileCard() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { user, role, workspace } = useSession()
  const change = useMutation({
    mutationFn: (name: string) => body(api.PATCH('/api/v1/me', { body: { name } })),
    onSuccess: async () => {
      void message.success(t('account.saved'))
      await queries.invalidateQueries({ queryKey: ['session'] })
    },
  })
  return (
    <Card className="narrow">
      <Form
        layout="vertical"
        initialValues={{ name: user.name }}
        onFinish={({ name }: { name: string }) => change.mutate(name.trim())}
      >
        <Form.Item label={t('session.email')}>
          <span>{user.email}</span>
        </Form.Item>
        <Form.Item label={t('people.role')}>
          <span>
            {workspace.name} · {t(`role.${role}`)} <span className="quiet">{t(`role.hint.${role}`)}</span>
          </span>
        </Form.Item>
        <Form.Item
          name="name"
          label={t('session.name')}
          rules={[{ required: true, whitespace: true, message: t('session.needed', { field: t('session.name') }) }]}
        >
          <Input maxLength={200} autoComplete="name" />
        </Form.Item>
        {change.isError && <ProblemView error={change.error} />}
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </Card>
  )
}
