import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { api, body } from '../../api/client'
import { Problem } from '../../api/problem'
import { ProblemView } from '../../shared/ProblemView'
import { Doorstep } from './Doorstep'
import { PasswordFields } from './PasswordFields'
import { tokenOf, useEnter } from './session'

interface InviteValues {
  name: string
  password: string
  code?: string
}

/** Becomes a member by the link of an invitation; who has an account already proves it by its password. */
export function InvitePage() {
  const { t } = useTranslation()
  const [token] = useState(() => tokenOf(window.location))
  const [codeNeeded, setCodeNeeded] = useState(false)
  const enter = useEnter(({ name, password, code }: InviteValues) =>
    body(
      api.POST('/api/v1/invitations/accept', {
        body: { token, name: name.trim(), password, ...(code && { code: code.trim() }) },
      }),
    ),
  )
  if (enter.isSuccess) return <Navigate to="/" replace />
  const code = enter.error instanceof Problem ? enter.error.code : null
  return (
    <Doorstep title={t('session.inviteTitle')} hint={t('session.inviteHint')}>
      <Form<InviteValues>
        layout="vertical"
        requiredMark={false}
        onFinish={(values) =>
          enter.mutate(values, {
            onError: (error) => {
              if (error instanceof Problem && error.code === 'code-required') setCodeNeeded(true)
            },
          })
        }
      >
        <Form.Item
          name="name"
          label={t('session.name')}
          rules={[{ required: true, whitespace: true, message: t('session.needed', { field: t('session.name') }) }]}
        >
          <Input size="large" autoComplete="name" autoFocus maxLength={200} />
        </Form.Item>
        <PasswordFields size="large" />
        {codeNeeded && (
          <Form.Item
            name="code"
            label={t('session.code')}
            extra={t('session.codeHint')}
            rules={[{ required: true, message: t('session.needed', { field: t('session.code') }) }]}
          >
            <Input size="large" autoComplete="one-time-code" autoFocus />
          </Form.Item>
        )}
        {enter.isError &&
          code !== 'code-required' &&
          (code === 'link-refused' ? (
            <Alert
              className="doorstep-alert"
              type="error"
              showIcon
              title={t('session.inviteRefused')}
              description={t('session.inviteRefusedHint')}
            />
          ) : code === 'sign-in-refused' ? (
            <Alert
              className="doorstep-alert"
              type="error"
              showIcon
              title={t('session.refused')}
              description={t('session.refusedHint')}
            />
          ) : (
            <ProblemView error={enter.error} />
          ))}
        <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>
          {t('session.inviteDo')}
        </Button>
      </Form>
    </Doorstep>
  )
}
