import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { dateTime } from '../../shared/format'
import { useFlowTitles } from '../flows/queries'
import { statesOf, type DocumentFilter } from './filter'

/** A filter in words. */
export function FilterWords({ filter }: { filter: DocumentFilter }) {
  const { t, i18n } = useTranslation()
  const titles = useFlowTitles()
  const parts = [
    filter.flow && (titles.get(filter.flow) ?? filter.flow),
    filter.target && `${t('documents.target')} ${filter.target}`,
    ...statesOf(filter).map((state) => t(`delivery.${state}`)),
    filter.group && t('documents.groupShown'),
    filter.q && `“${filter.q}”`,
    filter.from && `${t('documents.from')} ${dateTime(filter.from, i18n.language)}`,
    filter.to && `${t('documents.to')} ${dateTime(filter.to, i18n.language)}`,
  ].filter((part) => part !== undefined && part !== '')
  if (parts.length === 0) return <>{t('documents.bulkAll')}</>
  return (
    <span className="tags">
      {parts.map((part) => (
        <Tag key={part}>{part}</Tag>
      ))}
    </span>
  )
}
