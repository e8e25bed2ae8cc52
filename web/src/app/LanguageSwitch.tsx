import { GlobalOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { languages } from './i18n'

const names = { 'zh-CN': '简体中文', en: 'English' }

/** Each language is named in itself, so that it is found by who needs it. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [i18n.language],
        items: languages.map((language) => ({ key: language, label: names[language] })),
        onClick: ({ key }) => void i18n.changeLanguage(key),
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={t('app.language')}>
        {i18n.language === 'en' ? 'EN' : '中文'}
      </Button>
    </Dropdown>
  )
}
