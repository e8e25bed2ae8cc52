import { Alert, Button, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { api, body } from '../../api/client'
import { Problem } from '../../api/problem'
import { ProblemView } from '../../shared/ProblemView'
import { Doorstep } from './Doorstep'
import { nextOf, useEnter } from './session'

interface SignInValues {
  email: string
  password: string
  code?: string
  remember: boolean
}

export function SignInPage() {
  const { t } = useTranslation()
  const { search } = useLocation()
  const [codeNeeded, setCodeNeeded] = useState(false)
  const enter = useEnter(({ email, password, code, remember }: SignInValues) =>
    body(api.POST('/api/v1/session', { body: { email: email.trim(), password, remember, ...(code && { code: code.trim() }) } })),
  )
  if (enter.isSuccess) return <Navigate to={nextOf(search)} replace />
  const submit = (values: SignInValues) =>
    enter.mutate(values, {
      onError: (error) => {
        if (error instanceof Problem && error.code === 'code-required') setCodeNeeded(true)
      },
    })
  const field = (name: 'email' | 'password' | 'code') => t(`session.${name}`)
  return (
    <Doorstep title={t('session.signInTitle')}>
      <Form<SignInValues> layout="vertical" requiredMark={false} initialValues={{ remember: false }} onFinish={submit}>
        <Form.Item
          name="email"
          label={field('email')}
          rules={[{ required: true, message: t('session.needed', { field: field('email') }) }]}
        >
          <Input type="email" size="large" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={field('password')}
          rules={[{ required: true, message: t('session.needed', { field: field('password') }) }]}
        >
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        {codeNeeded && (
          <Form.Item
            name="code"
            label={field('code')}
            extra={t('session.codeHint')}
            rules={[{ required: true, message: t('session.needed', { field: field('code') }) }]}
          >
            <Input size="large" autoComplete="one-time-code" inputMode="text" autoFocus />
          </Form.Item>
        )}
        <Form.Item name="remember" valuePropName="checked">
          <Checkbox>{t('session.remember')}</Checkbox>
        </Form.Item>
        {enter.isError && <Refusal error={enter.error} codeNeeded={codeNeeded} />}
        <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>
          {t('session.signIn')}
        </Button>
      </Form>
    </Doorstep>
  )
}

function Refusal({ error, codeNeeded }: { error: Error; codeNeeded: boolean }) {
  const { t } = useTranslation()
  const problem = error instanceof Problem ? error : null
  switch (problem?.code) {
    case 'code-required':
      return codeNeeded ? null : <ProblemView error={error} />
    case 'sign-in-refused':
      return (
        <Alert
          className="doorstep-alert"
          type="error"
          showIcon
          title={t('session.refused')}
          description={t('session.refusedHint')}
        />
      )
    case 'locked-out':
      return (
        <Alert
          className="doorstep-alert"
          type="warning"
          showIcon
          title={t('session.locked')}
          description={t('session.lockedHint', { minutes: Math.ceil((problem.retryAfter ?? 300) / 60) })}
        />
      )
    case 'no-workspace':
      return (
        <Alert
          className="doorstep-alert"
          type="warning"
          showIcon
          title={t('session.noWorkspace')}
          description={t('session.noWorkspaceHint')}
        />
      )
    default:
      return <ProblemView error={error} />
  }
}
