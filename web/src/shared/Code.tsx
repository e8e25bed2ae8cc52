import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Tooltip } from 'antd'
import hljs from 'highlight.js/lib/core'
import json from 'highlight.js/lib/languages/json'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { prettyJson } from './format'

hljs.registerLanguage('json', json)
hljs.registerLanguage('yaml', yaml)
hljs.registerLanguage('xml', xml)

// Colouring a long text takes longer than reading it is worth.
const longestColoured = 200_000

interface CodeProps {
  text: string
  /** Language of the text; found out when it is not said: JSON, XML or HTML, else plain. */
  language?: 'yaml' | 'json'
  label: string
  maxHeight?: number | string
  /** Numbers of lines to mark. */
  marked?: readonly number[]
}

/** Text for machines, laid out and coloured; can be copied and scrolled with the keyboard. */
export function Code({ text, language, label, maxHeight = 420, marked = [] }: CodeProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { shown, html } = useMemo(() => {
    const laidOut = language === 'yaml' ? null : prettyJson(text)
    const shown = laidOut ?? text
    const found = language ?? (laidOut === null ? (text.trimStart().startsWith('<') ? 'xml' : null) : 'json')
    return {
      shown,
      html: found === null || shown.length > longestColoured ? null : hljs.highlight(shown, { language: found }).value,
    }
  }, [text, language])
  const copy = async () => {
    await navigator.clipboard.writeText(shown)
    void message.success(t('common.copied'))
  }
  return (
    <div className="code">
      <Tooltip title={t('common.copy')}>
        <Button
          size="small"
          type="text"
          icon={<CopyOutlined />}
          className="code-copy"
          aria-label={t('common.copy')}
          onClick={() => void copy()}
        />
      </Tooltip>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <pre tabIndex={0} aria-label={label} style={{ maxHeight }}>
        {marked.map((line) => (
          <span key={line} className="code-mark" style={{ top: `calc(${line - 1} * 1lh + 10px)` }} />
        ))}
        {html === null ? <code>{shown}</code> : <code dangerouslySetInnerHTML={{ __html: html }} />}
      </pre>
    </div>
  )
}
