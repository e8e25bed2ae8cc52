import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Card, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Problem } from '../../api/problem'
import { ProblemView } from '../../shared/ProblemView'
import { PasswordFields } from '../session/PasswordFields'
import { useSession } from '../session/session'

interface PasswordValues {
  current: string
  password: string
}

export function PasswordCard() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { user } = useSession()
  const [form] = Form.useForm<PasswordValues>()
  const change = useMutation({
    mutationFn: async ({ current, password }: PasswordValues) => {
      await api.POST('/api/v1/me/password', { body: { current, new: password } })
    },
    onSuccess: async () => {
      form.resetFields()
      void message.success(t('account.passwordChanged'))
      await queries.invalidateQueries({ queryKey: ['my-sessions'] })
    },
  })
  if (!user.password) return <Card className="narrow">{t('account.noPassword')}</Card>
  return (
    <Card className="narrow">
      <Form<PasswordValues> form={form} layout="vertical" requiredMark={false} onFinish={(values) => change.mutate(values)}>
        <Form.Item
          name="current"
          label={t('account.currentPassword')}
          rules={[{ required: true, message: t('session.needed', { field: t('account.currentPassword') }) }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <PasswordFields />
        {change.isError &&
          (change.error instanceof Problem && change.error.code === 'password-wrong' ? (
            <Alert className="doorstep-alert" type="error" showIcon title={t('account.wrongPassword')} />
          ) : (
            <ProblemView error={change.error} />
          ))}
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('account.changePassword')}
        </Button>
      </Form>
    </Card>
  )
}
