import { Alert, Button, Form, Input, Result } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate } from 'react-router'
import { api, body } from '../../api/client'
import { Problem } from '../../api/problem'
import { ProblemView } from '../../shared/ProblemView'
import { Doorstep } from './Doorstep'
import { PasswordFields } from './PasswordFields'
import { tokenOf, useEnter } from './session'

interface SetupValues {
  name: string
  email: string
  password: string
}

/** The first account, by the link that the server has printed. */
export function SetupPage() {
  const { t } = useTranslation()
  const [token] = useState(() => tokenOf(window.location))
  const enter = useEnter(({ name, email, password }: SetupValues) =>
    body(api.POST('/api/v1/setup', { body: { token, name: name.trim(), email: email.trim(), password } })),
  )
  if (enter.isSuccess) return <Navigate to="/" replace />
  if (token === '')
    return (
      <Doorstep>
        <Result
          status="info"
          title={t('session.setupNeeded')}
          subTitle={t('session.setupNeededHint')}
          extra={<Link to="/sign-in">{t('session.toSignIn')}</Link>}
        />
      </Doorstep>
    )
  return (
    <Doorstep title={t('session.setupTitle')} hint={t('session.setupHint')}>
      <Form<SetupValues> layout="vertical" requiredMark={false} onFinish={(values) => enter.mutate(values)}>
        <Form.Item
          name="name"
          label={t('session.name')}
          rules={[{ required: true, whitespace: true, message: t('session.needed', { field: t('session.name') }) }]}
        >
          <Input size="large" autoComplete="name" autoFocus maxLength={200} />
        </Form.Item>
        <Form.Item
          name="email"
          label={t('session.email')}
          rules={[{ required: true, type: 'email', message: t('session.invalidEmail') }]}
        >
          <Input type="email" size="large" autoComplete="username" />
        </Form.Item>
        <PasswordFields size="large" />
        {enter.isError &&
          (enter.error instanceof Problem && enter.error.code === 'setup-closed' ? (
            <Alert
              className="doorstep-alert"
              type="error"
              showIcon
              title={t('session.setupClosed')}
              description={t('session.setupClosedHint')}
            />
          ) : (
            <ProblemView error={enter.error} />
          ))}
        <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>
          {t('session.setupDo')}
        </Button>
      </Form>
    </Doorstep>
  )
}
