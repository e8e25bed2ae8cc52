import { Card, Typography } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from '../../app/LanguageSwitch'
import { ThemeSwitch } from '../../app/ThemeSwitch'

interface DoorstepProps {
  title?: string
  hint?: string
  children: ReactNode
}

/** The pages before one is signed in: one card in the middle. */
export function Doorstep({ title, hint, children }: DoorstepProps) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = title ? `${title} · ${t('app.name')}` : t('app.name')
  }, [title, t])
  return (
    <div className="doorstep">
      <div className="doorstep-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <main className="doorstep-main">
        <div className="doorstep-brand">
          <img src="/weir.svg" alt="" />
          <div>
            <div className="doorstep-name">{t('app.name')}</div>
            <div className="quiet">{t('app.tagline')}</div>
          </div>
        </div>
        <Card>
          {title && (
            <Typography.Title level={1} className="doorstep-title">
              {title}
            </Typography.Title>
          )}
          {hint && <p className="quiet doorstep-hint">{hint}</p>}
          {children}
        </Card>
      </main>
    </div>
  )
}
