import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'

/** Why a document is not delivered: kind, the vendor's own code and words, and what to do. */
export function ErrorText({ error, advice = true }: { error: Schemas['DeliveryError']; advice?: boolean }) {
  const { t } = useTranslation()
  return (
    <div>
      <Tag variant="filled">{t(`errorKind.${error.kind}`)}</Tag>
      {error.code && <code className="small">{error.code}</code>} <span className="pre">{error.text}</span>
      {advice && error.advice && (
        <div className="advice">
          {t('documents.next')}：{error.advice}
        </div>
      )}
    </div>
  )
}
