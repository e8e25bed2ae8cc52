import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePreferences } from './preferences'
import { appearances } from './theme'

export function ThemeSwitch() {
  const { t } = useTranslation()
  const { appearance, dark, setAppearance } = usePreferences()
  const looks = {
    system: { label: t('app.themeSystem'), icon: <DesktopOutlined /> },
    light: { label: t('app.themeLight'), icon: <SunOutlined /> },
    dark: { label: t('app.themeDark'), icon: <MoonOutlined /> },
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [appearance],
        items: appearances.map((key) => ({ key, ...looks[key] })),
        onClick: ({ key }) => setAppearance(appearances.find((a) => a === key) ?? 'system'),
      }}
    >
      <Button type="text" icon={dark ? <MoonOutlined /> : <SunOutlined />} aria-label={t('app.theme')} />
    </Dropdown>
  )
}
