import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { link } from '../shared/urlState'

/** "Where is my bill?", from every page. */
export function FindBox() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  return (
    <Input
      className="find"
      prefix={<SearchOutlined className="quiet" />}
      placeholder={t('app.findDocument')}
      aria-label={t('app.findDocument')}
      allowClear
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => {
        if (text.trim() === '') return
        void navigate(link('/documents', { q: text.trim() }))
        setText('')
      }}
    />
  )
}
