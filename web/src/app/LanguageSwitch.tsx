import { GlobalOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client'
import { SessionContext, type Session } from '../features/session/session'
import { languages } from './i18n'

const names = { 'zh-CN': '简体中文', en: 'English' }

/** Each language is named in itself, so that it is found by who needs it. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const session = useContext(SessionContext)
  const choose = async (language: string) => {
    await i18n.changeLanguage(language)
    if (session === null) return
    queries.setQueryData<Session>(['session'], { ...session, user: { ...session.user, language } })
    await api.PATCH('/api/v1/me', { body: { language } })
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [i18n.language],
        items: languages.map((language) => ({ key: language, label: names[language] })),
        onClick: ({ key }) => void choose(key),
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={t('app.language')}>
        {i18n.language === 'en' ? 'EN' : '中文'}
      </Button>
    </Dropdown>
  )
}
