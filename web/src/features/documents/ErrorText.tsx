import { Tag, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'

interface ErrorTextProps {
  error: Schemas['DeliveryError']
  /** Two lines at most, the rest as a hint; without advice. */
  short?: boolean
}

/** Why a document is not delivered: kind, the vendor's own code and words, and what to do. */
export function ErrorText({ error, short = false }: ErrorTextProps) {
  const { t } = useTranslation()
  const text = (
    <>
      <Tag variant="filled" className="kind">
        {t(`errorKind.${error.kind}`)}
      </Tag>
      {error.code && <code className="small">{error.code} </code>}
      {error.text}
    </>
  )
  if (short)
    return (
      <Tooltip
        title={<span className="pre">{error.advice ? `${error.text}\n${error.advice}` : error.text}</span>}
        placement="topLeft"
      >
        <div className="two-lines">{text}</div>
      </Tooltip>
    )
  return (
    <div>
      <div className="pre">{text}</div>
      {error.advice && <div className="advice">{t('common.labelled', { label: t('documents.next'), text: error.advice })}</div>}
    </div>
  )
}
