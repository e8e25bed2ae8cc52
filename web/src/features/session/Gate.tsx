import { Spin } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { Problem } from '../../api/problem'
import { Shell } from '../../app/Shell'
import { ProblemView } from '../../shared/ProblemView'
import { Doorstep } from './Doorstep'
import { SessionContext, useSessionQuery } from './session'

/** Lets in who is signed in; others are led to the sign-in and back. */
export function Gate() {
  const { t, i18n } = useTranslation()
  const { pathname, search } = useLocation()
  const session = useSessionQuery()
  const language = session.data?.user.language
  useEffect(() => {
    if (language && language !== i18n.language) void i18n.changeLanguage(language)
    // Only what the account says when it is loaded; a choice made afterwards is kept by LanguageSwitch.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language])
  if (session.error instanceof Problem && session.error.status === 401) {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`
    return <Navigate to={session.error.code === 'setup-required' ? '/setup' : `/sign-in${next}`} replace />
  }
  if (session.data !== undefined)
    return (
      <SessionContext value={session.data}>
        <Shell key={session.data.workspace.id} />
      </SessionContext>
    )
  if (session.isError)
    return (
      <Doorstep>
        <ProblemView error={session.error} retry={() => void session.refetch()} />
      </Doorstep>
    )
  return <Spin fullscreen description={t('app.loading')} />
}
