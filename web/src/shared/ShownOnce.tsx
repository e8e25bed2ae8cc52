import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Flex } from 'antd'
import { useTranslation } from 'react-i18next'

/** A secret that is not shown again, with a button that copies it. */
export function ShownOnce({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    void message.success(t('common.copied'))
  }
  return (
    <Flex gap={8} align="start" className="once">
      <output aria-label={label} className="once-text">
        {text}
      </output>
      <Button icon={<CopyOutlined />} onClick={() => void copy()}>
        {t('common.copy')}
      </Button>
    </Flex>
  )
}
