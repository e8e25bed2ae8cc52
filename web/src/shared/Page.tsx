import { Breadcrumb, Flex, Typography } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

interface PageProps {
  title: string
  /** Pages above this one. */
  above?: { title: string; to: string }[]
  /** Beside the title: a state. */
  tag?: ReactNode
  /** Below the title: one quiet line. */
  under?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A page: its heading, its actions, its content; names the browser's tab. */
export function Page({ title, above, tag, under, actions, children }: PageProps) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-name">
          {above && (
            <Breadcrumb
              items={[...above.map((page) => ({ title: <Link to={page.to}>{page.title}</Link> })), { title }]}
              className="page-above"
            />
          )}
          <Flex align="center" gap={10} wrap>
            <Typography.Title level={1} className="page-title">
              {title}
            </Typography.Title>
            {tag}
          </Flex>
          {under && <div className="quiet page-under">{under}</div>}
        </div>
        {actions && (
          <Flex gap={8} wrap align="center">
            {actions}
          </Flex>
        )}
      </header>
      {children}
    </div>
  )
}
