import { Result, Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate } from 'react-router'
import { api, body } from '../../api/client'
import { Problem } from '../../api/problem'
import { ProblemView } from '../../shared/ProblemView'
import { Doorstep } from './Doorstep'
import { tokenOf, useEnter } from './session'

/** Enters a demo by the link that it has printed. */
export function EnterPage() {
  const { t } = useTranslation()
  const [token] = useState(() => tokenOf(window.location))
  const enter = useEnter((secret: string) => body(api.POST('/api/v1/session/link', { body: { token: secret } })))
  const tried = useRef(false)
  const { mutate } = enter
  useEffect(() => {
    if (tried.current) return
    tried.current = true
    mutate(token)
  }, [mutate, token])
  if (enter.isSuccess) return <Navigate to="/" replace />
  if (!enter.isError) return <Spin fullscreen description={t('session.entering')} />
  return (
    <Doorstep>
      {enter.error instanceof Problem && enter.error.status === 403 ? (
        <Result
          status="warning"
          title={t('session.linkRefused')}
          subTitle={t('session.linkRefusedHint')}
          extra={<Link to="/sign-in">{t('session.toSignIn')}</Link>}
        />
      ) : (
        <ProblemView error={enter.error} retry={() => mutate(token)} />
      )}
    </Doorstep>
  )
}
